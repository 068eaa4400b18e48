-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "allowed_domains" TEXT[] DEFAULT ARRAY[]::TEXT[],
ADD COLUMN     "link_warnings" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "seat_limit" INTEGER,
ADD COLUMN     "slack_admins_are_admins" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "home_tabs" (
    "workspace_id" UUID NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "state" JSONB NOT NULL,
    "shown_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "home_tabs_pkey" PRIMARY KEY ("workspace_id","slack_user_id")
);

-- CreateTable
CREATE TABLE "link_sharings" (
    "workspace_id" UUID NOT NULL,
    "channel" TEXT NOT NULL,
    "message_ts" TEXT NOT NULL,
    "invitation_id" UUID NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_sharings_pkey" PRIMARY KEY ("workspace_id","channel","message_ts","invitation_id")
);

-- CreateTable
CREATE TABLE "help_feedback" (
    "workspace_id" UUID NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "helpful" BOOLEAN NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "help_feedback_pkey" PRIMARY KEY ("workspace_id","slack_user_id")
);

-- AddForeignKey
ALTER TABLE "home_tabs" ADD CONSTRAINT "home_tabs_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link_sharings" ADD CONSTRAINT "link_sharings_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link_sharings" ADD CONSTRAINT "link_sharings_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitations"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "help_feedback" ADD CONSTRAINT "help_feedback_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: the schema language has no partial indexes. A page of a list is read from the index alone.
CREATE INDEX invitations_open ON invitations (workspace_id, created_at DESC, id DESC) WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX invitations_accepted ON invitations (workspace_id, created_at DESC, id DESC) WHERE accepted_at IS NOT NULL;
CREATE INDEX members_open ON members (workspace_id, joined_at DESC, id DESC) WHERE closed_at IS NULL;
