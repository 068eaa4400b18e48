-- AlterTable
ALTER TABLE "members" ADD COLUMN     "deactivated_at" TIMESTAMPTZ(3);

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "follow_deactivations" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "installer_slack_user" TEXT,
ADD COLUMN     "slack_enterprise_id" TEXT;

-- CreateTable
CREATE TABLE "installations" (
    "slack_id" TEXT NOT NULL,
    "is_enterprise" BOOLEAN NOT NULL,
    "name" TEXT NOT NULL,
    "slack_app_id" TEXT NOT NULL,
    "bot_id" TEXT NOT NULL,
    "bot_user_id" TEXT NOT NULL,
    "scopes" TEXT[],
    "installer_slack_user" TEXT NOT NULL,
    "installed_at" TIMESTAMPTZ(3) NOT NULL,
    "tokens" BYTEA,
    "tokens_end_at" TIMESTAMPTZ(3),
    "uninstalled_at" TIMESTAMPTZ(3),

    CONSTRAINT "installations_pkey" PRIMARY KEY ("slack_id")
);
