-- AlterTable
ALTER TABLE "members" ADD COLUMN     "slack_linked_at" TIMESTAMPTZ(3);
