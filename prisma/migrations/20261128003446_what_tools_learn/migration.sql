-- AlterTable
ALTER TABLE "members" ADD COLUMN     "changed_at" TIMESTAMPTZ(3),
ADD COLUMN     "locale" TEXT,
ADD COLUMN     "time_zone" TEXT;
