-- AlterTable
ALTER TABLE "requests" ADD COLUMN     "approved_role" "role";
