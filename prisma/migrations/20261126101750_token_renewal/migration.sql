-- AlterTable
ALTER TABLE "installations" ADD COLUMN     "renewing_until" TIMESTAMPTZ(3);
