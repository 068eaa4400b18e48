-- AlterTable
ALTER TABLE "import_rows" ADD COLUMN     "file" TEXT;

-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "task" TEXT,
ADD COLUMN     "task_by" TEXT,
ADD COLUMN     "task_done" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "task_from" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "task_left" INTEGER NOT NULL DEFAULT 0;

-- CreateTable
CREATE TABLE "import_views" (
    "import_id" UUID NOT NULL,
    "view_id" TEXT NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "import_views_pkey" PRIMARY KEY ("import_id","view_id")
);

-- AddForeignKey
ALTER TABLE "import_views" ADD CONSTRAINT "import_views_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: those that something is done with, by when it goes on.
CREATE INDEX "imports_task_idx" ON "imports"("due_at") WHERE "task" IS NOT NULL;
