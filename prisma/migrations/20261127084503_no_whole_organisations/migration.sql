-- AlterTable
ALTER TABLE "installations" ALTER COLUMN "is_enterprise" SET DEFAULT false;

-- By hand: nothing acts for a whole organisation any more, so nothing of its tokens is kept.
DELETE FROM installations WHERE is_enterprise;
