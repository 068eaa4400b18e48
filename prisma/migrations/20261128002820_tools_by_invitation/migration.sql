-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "tool_ids" UUID[] DEFAULT ARRAY[]::UUID[];

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "tool_ids" UUID[] DEFAULT ARRAY[]::UUID[];
