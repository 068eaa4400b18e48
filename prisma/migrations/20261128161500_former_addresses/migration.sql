-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "address_since" INTEGER NOT NULL DEFAULT 1;
