-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "ask_ignored_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "undo_sends" BOOLEAN NOT NULL DEFAULT false;
