-- DropForeignKey
ALTER TABLE "help_feedback" DROP CONSTRAINT "help_feedback_workspace_id_fkey";

-- AlterTable
-- The column itself goes once no process is left that names it: those of the version before do, while an update is
-- under way.
ALTER TABLE "deliveries" ALTER COLUMN "payload" SET DEFAULT '{}';

-- DropTable
-- The version before only ever writes it, when somebody presses a button below the help; nothing else waits for that.
DROP TABLE "help_feedback";
