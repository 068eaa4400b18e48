-- CreateTable
CREATE TABLE "slack_calls" (
    "slack_team_id" TEXT NOT NULL,
    "method" TEXT NOT NULL,
    "free_at" TIMESTAMPTZ(3) NOT NULL,
    "given" INTEGER NOT NULL,
    "paused_until" TIMESTAMPTZ(3),

    CONSTRAINT "slack_calls_pkey" PRIMARY KEY ("slack_team_id","method")
);

-- CreateIndex
CREATE INDEX "slack_calls_free_at_idx" ON "slack_calls"("free_at");
