-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "joined_messages" BOOLEAN NOT NULL DEFAULT true;
