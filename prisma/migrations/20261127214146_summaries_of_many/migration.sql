-- By hand: as before, but that what a statement leaves and what it found are not joined: with thousands of invitations in
-- one statement that took a time that grew with their square, as a plan made for few was kept.
CREATE OR REPLACE FUNCTION plan_weekly_summaries() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'INSERT' THEN
    INSERT INTO weekly_summaries AS planned (workspace_id, slack_user_id, due_at)
    SELECT workspace_id, invited_by_slack_user, min(sent_at) + interval '168 hours' FROM added
    WHERE accepted_at IS NULL AND revoked_at IS NULL GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (workspace_id, slack_user_id) DO UPDATE SET due_at = EXCLUDED.due_at
    WHERE planned.due_at IS NULL;
  ELSE
    INSERT INTO weekly_summaries AS planned (workspace_id, slack_user_id, due_at)
    SELECT workspace_id, invited_by_slack_user, min(sent_at) + interval '168 hours' FROM added
    WHERE (id, sent_at) NOT IN (SELECT id, sent_at FROM removed)
      AND accepted_at IS NULL AND revoked_at IS NULL
    GROUP BY 1, 2 ORDER BY 1, 2
    ON CONFLICT (workspace_id, slack_user_id) DO UPDATE SET due_at = EXCLUDED.due_at
    WHERE planned.due_at IS NULL;
  END IF;
  RETURN NULL;
END $$;
