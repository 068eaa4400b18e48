-- AlterTable
ALTER TABLE "imports" ADD COLUMN     "valid_days" INTEGER;

-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "declined_at" TIMESTAMPTZ(3),
ADD COLUMN     "invited_by_email" TEXT,
ADD COLUMN     "reminded_at" TIMESTAMPTZ(3),
ADD COLUMN     "valid_days" INTEGER;

-- AlterTable
ALTER TABLE "workspaces" ADD COLUMN     "reminders" BOOLEAN NOT NULL DEFAULT true,
ADD COLUMN     "weekly_summary" BOOLEAN NOT NULL DEFAULT true;

-- CreateTable
CREATE TABLE "weekly_summaries" (
    "workspace_id" UUID NOT NULL,
    "slack_user_id" TEXT NOT NULL,
    "due_at" TIMESTAMPTZ(3),

    CONSTRAINT "weekly_summaries_pkey" PRIMARY KEY ("workspace_id","slack_user_id")
);

-- CreateIndex
CREATE INDEX "weekly_summaries_due_at_idx" ON "weekly_summaries"("due_at");

-- AddForeignKey
ALTER TABLE "weekly_summaries" ADD CONSTRAINT "weekly_summaries_workspace_id_fkey" FOREIGN KEY ("workspace_id") REFERENCES "workspaces"("id") ON DELETE CASCADE ON UPDATE CASCADE;

-- By hand: who declines gives up what is open, so that whatever asks for open invitations needs to know of one moment only.
ALTER TABLE "invitations" ADD CONSTRAINT "invitations_declined_are_closed"
  CHECK (declined_at IS NULL OR revoked_at IS NOT NULL);

-- By hand: the invitations whose reminder hasn't been seen to since they were sent, by the end of their links: whichever
-- version of the app sends one again, its reminder comes again, too. Whose link works for less than four days was invited just before.
CREATE INDEX "invitations_to_remind" ON "invitations" ("expires_at")
  WHERE accepted_at IS NULL AND revoked_at IS NULL AND (reminded_at IS NULL OR reminded_at < sent_at)
    AND expires_at - sent_at >= interval '96 hours';

-- By hand: the open invitations that somebody sent, and the addresses that declined.
CREATE INDEX "invitations_open_by_inviter" ON "invitations" ("workspace_id", "invited_by_slack_user", "expires_at")
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
CREATE INDEX "invitations_declined" ON "invitations" ("workspace_id", "address") WHERE declined_at IS NOT NULL;

-- By hand: whoever sends an invitation is told a week later what of theirs is open.
CREATE FUNCTION plan_weekly_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO weekly_summaries AS planned (workspace_id, slack_user_id, due_at)
    SELECT workspace_id, invited_by_slack_user, min(sent_at) + interval '168 hours' FROM added
    WHERE accepted_at IS NULL AND revoked_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (workspace_id, slack_user_id) DO UPDATE SET due_at = EXCLUDED.due_at
    WHERE planned.due_at IS NULL;
  ELSE
    INSERT INTO weekly_summaries AS planned (workspace_id, slack_user_id, due_at)
    SELECT added.workspace_id, added.invited_by_slack_user, min(added.sent_at) + interval '168 hours'
    FROM added JOIN removed USING (id)
    WHERE added.sent_at <> removed.sent_at AND added.accepted_at IS NULL AND added.revoked_at IS NULL
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (workspace_id, slack_user_id) DO UPDATE SET due_at = EXCLUDED.due_at
    WHERE planned.due_at IS NULL;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER plan_summaries_of_added AFTER INSERT ON invitations
  REFERENCING NEW TABLE AS added FOR EACH STATEMENT EXECUTE FUNCTION plan_weekly_summaries();
CREATE TRIGGER plan_summaries_of_changed AFTER UPDATE ON invitations
  REFERENCING OLD TABLE AS removed NEW TABLE AS added
  FOR EACH STATEMENT EXECUTE FUNCTION plan_weekly_summaries();

-- By hand: for those who have sent some already.
INSERT INTO weekly_summaries (workspace_id, slack_user_id, due_at)
SELECT workspace_id, invited_by_slack_user, now() + interval '168 hours' FROM invitations
WHERE accepted_at IS NULL AND revoked_at IS NULL GROUP BY 1, 2;
