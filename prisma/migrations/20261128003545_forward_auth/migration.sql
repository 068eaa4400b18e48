-- AlterTable
ALTER TABLE "tools" ADD COLUMN     "host" TEXT;

-- CreateIndex
CREATE INDEX "tools_host_idx" ON "tools"("host");

-- CreateIndex
CREATE UNIQUE INDEX "tools_workspace_id_host_key" ON "tools"("workspace_id", "host");
