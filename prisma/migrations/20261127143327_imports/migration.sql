-- CreateEnum
CREATE TYPE "import_state" AS ENUM ('draft', 'sending', 'stopped', 'done');

-- CreateEnum
CREATE TYPE "import_row_state" AS ENUM ('wrong', 'waiting', 'invited', 'invited_again', 'sent_just_now', 'refused', 'stopped');

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "message" TEXT,
ADD COLUMN     "suggested_name" TEXT;

-- CreateTable
CREATE TABLE "imports" (
    "id" UUID NOT NULL,
    "workspace_id" UUID NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "role" "role" NOT NULL,
    "message" TEXT,
    "state" "import_state" NOT NULL DEFAULT 'draft',
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "sent_at" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "due_at" TIMESTAMPTZ(3),
    "reminded_at" TIMESTAMPTZ(3),
    "reason" TEXT,
    "view_id" TEXT,

    CONSTRAINT "imports_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "import_rows" (
    "import_id" UUID NOT NULL,
    "position" INTEGER NOT NULL,
    "line" INTEGER NOT NULL,
    "typed" TEXT,
    "email" TEXT,
    "address" TEXT,
    "suggested_name" TEXT,
    "role" "role",
    "state" "import_row_state" NOT NULL,
    "reason" TEXT,
    "invitation_id" UUID,

    CONSTRAINT "import_rows_pkey" PRIMARY KEY ("import_id","position")
);

-- CreateIndex
CREATE INDEX "imports_workspace_id_created_at_idx" ON "imports"("workspace_id", "created_at" DESC);

-- CreateIndex
CREATE INDEX "import_rows_invitation_id_idx" ON "import_rows"("invitation_id");

-- AddForeignKey
ALTER TABLE "imports" ADD CONSTRAINT "imports_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_import_id_fkey" FOREIGN KEY ("import_id") REFERENCES "imports"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "import_rows" ADD CONSTRAINT "import_rows_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitations"("id") ON DELETE SET NULL ON UPDATE CASCADE;

-- By hand: whichever process is free takes the import that has waited longest, and of it the next rows.
CREATE INDEX "imports_sending_idx" ON "imports"("due_at") WHERE "state" = 'sending';
-- Drafts that nobody sends are deleted after a day.
CREATE INDEX "imports_draft_idx" ON "imports"("created_at") WHERE "state" = 'draft';
CREATE INDEX "import_rows_waiting_idx" ON "import_rows"("import_id", "position") WHERE "state" = 'waiting';
