-- CreateIndex
CREATE INDEX "members_workspace_id_slack_user_id_idx" ON "members"("workspace_id", "slack_user_id");

-- By hand: who asks is looked up for every request, among those who were removed, too.
CREATE INDEX members_by_address_alone ON members (workspace_id, address) WHERE slack_user_id IS NULL;
