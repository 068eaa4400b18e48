-- CreateEnum
CREATE TYPE "requests_to" AS ENUM ('off', 'admins', 'channel');

-- CreateEnum
CREATE TYPE "request_state" AS ENUM ('open', 'approved', 'denied', 'closed');

-- AlterTable
ALTER TABLE "deliveries" ADD COLUMN     "request_id" UUID;

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "requested_by_member_id" UUID;

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "approved_domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "requests_channel" TEXT,
ADD COLUMN     "requests_to" "requests_to" NOT NULL DEFAULT 'admins';

-- CreateTable
CREATE TABLE "requests" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "email" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "state" "request_state" NOT NULL DEFAULT 'open',
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "told_at" TIMESTAMPTZ(3),
    "reminded_at" TIMESTAMPTZ(3),
    "is_to_admins" BOOLEAN NOT NULL DEFAULT false,
    "decided_at" TIMESTAMPTZ(3),
    "decided_by" TEXT,

    CONSTRAINT "requests_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "request_askers" (
    "request_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "member_id" UUID NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "why" TEXT,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "request_askers_pkey" PRIMARY KEY ("request_id","member_id")
);

-- CreateTable
CREATE TABLE "request_copies" (
    "request_id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "recipient" TEXT NOT NULL,
    "channel" TEXT NOT NULL,
    "message_ts" TEXT NOT NULL,

    CONSTRAINT "request_copies_pkey" PRIMARY KEY ("request_id","channel","message_ts")
);

-- CreateIndex
CREATE INDEX "requests_workspace_id_created_at_idx" ON "requests"("workspace_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "request_askers_member_id_idx" ON "request_askers"("member_id");

-- CreateIndex
CREATE INDEX "deliveries_request_id_idx" ON "deliveries"("request_id");

-- CreateIndex
CREATE INDEX "invitations_requested_by_member_id_idx" ON "invitations"("requested_by_member_id");

-- AddForeignKey
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_requested_by_member_id_fkey" FOREIGN KEY ("requested_by_member_id") REFERENCES "members"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "deliveries" ADD CONSTRAINT "deliveries_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "requests" ADD CONSTRAINT "requests_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_askers" ADD CONSTRAINT "request_askers_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_askers" ADD CONSTRAINT "request_askers_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_askers" ADD CONSTRAINT "request_askers_member_id_fkey" FOREIGN KEY ("member_id") REFERENCES "members"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_copies" ADD CONSTRAINT "request_copies_request_id_fkey" FOREIGN KEY ("request_id") REFERENCES "requests"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "request_copies" ADD CONSTRAINT "request_copies_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: one open request for each address; whoever asks for the same joins it.
CREATE UNIQUE INDEX "requests_open_key" ON "requests"("workspace_id", "address") WHERE "state" = 'open';
-- Whichever process is free takes the request that has waited longest.
CREATE INDEX "requests_due_idx" ON "requests"("due_at") WHERE "state" = 'open';
