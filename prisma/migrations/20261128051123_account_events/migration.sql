-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "account_event_id" UUID;

-- CreateTable
CREATE TABLE "account_events" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "member_id" UUID,
    "kind" TEXT NOT NULL,
    "way" "sign_in_way",
    "user_agent" TEXT NOT NULL,
    "ip_address" TEXT NOT NULL,
    "times" INTEGER NOT NULL DEFAULT 1,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "disowned_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_events_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE INDEX "account_events_member_id_at_idx" ON "account_events"("member_id", "at" DESC);

-- CreateIndex
CREATE INDEX "account_events_at_idx" ON "account_events"("at");

-- CreateIndex
CREATE INDEX "deliveries_account_event_id_idx" ON "deliveries"("account_event_id");

-- AddForeignKey
ALTER TABLE "account_events" ADD CONSTRAINT "account_events_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "account_events" ADD CONSTRAINT "account_events_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_account_event_id_fkey" FOREIGN KEY ("account_event_id") REFERENCES "account_events"("id") ON DELETE CASCADE ON UPDATE CASCADE;
