-- CreateEnum
CREATE TYPE "sign_in_way" AS ENUM ('password', 'second_step', 'passkey', 'slack', 'link');

-- AlterTable
ALTER TABLE "members" ALTER COLUMN "password_hash" DROP NOT NULL;

-- AlterTable
ALTER TABLE "sessions" ADD COLUMN     "way" "sign_in_way" NOT NULL DEFAULT 'password';
