-- CreateTable
CREATE TABLE "slack_arrivals" (
    "address" TEXT NOT NULL,
    "first_request_at" TIMESTAMPTZ(3),
    "first_event_at" TIMESTAMPTZ(3),

    CONSTRAINT "slack_arrivals_pkey" PRIMARY KEY ("address")
);
