-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "slack_domain" TEXT;

-- CreateIndex
CREATE UNIQUE INDEX "workspaces_slack_domain_key" ON "workspaces"("slack_domain");

-- The session's cookie has another name now. What is left under the old one may be sent to other tools, so it must
-- open nothing: everybody signs in once more.
DELETE FROM "sessions";
