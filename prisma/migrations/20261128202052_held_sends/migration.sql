-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "held_at" TIMESTAMPTZ(3);
