-- AlterTable
ALTER TABLE "home_tabs" ADD COLUMN     "view_hash" TEXT;
