-- AlterTable
ALTER TABLE "invitations" ADD COLUMN     "undelivered_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "audit_entries_workspace_id_subject_at_idx" ON "audit_entries"("workspace_id", "subject", "at" DESC);

-- By hand: an invitation whose newest email can't be delivered has undelivered_at = sent_at, and one that was sent again since
-- has an older one: whatever sends it needs to know nothing of it. An operator may put a failed email back in the queue.
CREATE FUNCTION keep_undelivered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'failed' THEN
    UPDATE invitations SET undelivered_at = NEW.created_at
    WHERE id = NEW.invitation_id AND (undelivered_at IS NULL OR undelivered_at < NEW.created_at);
  ELSE
    UPDATE invitations SET undelivered_at = NULL
    WHERE id = NEW.invitation_id AND undelivered_at = NEW.created_at;
  END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER keep_undelivered AFTER UPDATE OF state ON deliveries FOR EACH ROW
  WHEN (NEW.notice = 'invitations.invite_email' AND (OLD.state = 'failed') <> (NEW.state = 'failed'))
  EXECUTE FUNCTION keep_undelivered();

UPDATE invitations AS i SET undelivered_at = failed.at
FROM (
  SELECT invitation_id, max(created_at) AS at FROM deliveries
  WHERE notice = 'invitations.invite_email' AND state = 'failed' GROUP BY invitation_id
) AS failed
WHERE i.id = failed.invitation_id;

-- By hand: each list that Home can show is read in its own order from its own index.
CREATE INDEX invitations_undelivered ON invitations (workspace_id, undelivered_at DESC, id DESC)
  WHERE accepted_at IS NULL AND revoked_at IS NULL AND undelivered_at >= sent_at;
CREATE INDEX invitations_asking ON invitations (workspace_id, asked_again_at DESC, id DESC)
  WHERE accepted_at IS NULL AND revoked_at IS NULL AND asked_again_at >= sent_at
    AND (ask_ignored_at IS NULL OR ask_ignored_at < asked_again_at);
CREATE INDEX invitations_expiring ON invitations (workspace_id, expires_at DESC, id DESC)
  WHERE accepted_at IS NULL AND revoked_at IS NULL;
DROP INDEX invitations_open_by_expiry;
CREATE INDEX invitations_joined ON invitations (workspace_id, accepted_at DESC, id DESC)
  WHERE accepted_at IS NOT NULL;
DROP INDEX invitations_accepted;
CREATE INDEX invitations_revoked ON invitations (workspace_id, revoked_at DESC, id DESC)
  WHERE accepted_at IS NULL AND revoked_at IS NOT NULL;
