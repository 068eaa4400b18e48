-- AlterTable
ALTER TABLE "link_sharings" ADD COLUMN     "generation" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "urls" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "warning_ts" TEXT;

-- CreateIndex
CREATE INDEX "link_sharings_invitation_id_idx" ON "link_sharings"("invitation_id");
