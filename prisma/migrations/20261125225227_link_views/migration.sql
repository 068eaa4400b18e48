-- CreateTable
CREATE TABLE "link_views" (
    "workspace_id" UUID NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "invitation_id" UUID NOT NULL,
    "generation" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "link_views_pkey" PRIMARY KEY ("workspace_id","slack_user_id","invitation_id")
);

-- CreateIndex
CREATE INDEX "link_views_invitation_id_idx" ON "link_views"("invitation_id");

-- AddForeignKey
ALTER TABLE "link_views" ADD CONSTRAINT "link_views_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- AddForeignKey
ALTER TABLE "link_views" ADD CONSTRAINT "link_views_invitation_id_fkey" FOREIGN KEY ("invitation_id") REFERENCES "invitations"("id") ON DELETE CASCADE ON UPDATE CASCADE;
