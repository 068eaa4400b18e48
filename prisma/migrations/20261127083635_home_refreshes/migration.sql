-- AlterTable
ALTER TABLE "home_tabs" ADD COLUMN     "refreshed_at" TIMESTAMPTZ(3);
