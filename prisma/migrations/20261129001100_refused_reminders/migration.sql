-- By hand: a reminder brings the link, too, and so undelivered_at is of the newest of both kinds of email; of an invitation
-- whose reminder is on its way or has arrived, the email before no longer matters.
CREATE OR REPLACE FUNCTION keep_undelivered() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF NEW.state = 'failed' THEN
    UPDATE invitations SET undelivered_at = NEW.created_at
    WHERE id = NEW.invitation_id AND (undelivered_at IS NULL OR undelivered_at < NEW.created_at)
      AND NOT EXISTS (
        SELECT FROM deliveries AS reminder
        WHERE reminder.invitation_id = NEW.invitation_id AND reminder.notice = 'invitations.reminder_email'
          AND reminder.state NOT IN ('failed', 'cancelled') AND reminder.queue_number > NEW.queue_number);
  ELSE
    UPDATE invitations SET undelivered_at = NULL
    WHERE id = NEW.invitation_id AND undelivered_at = NEW.created_at;
  END IF;
  RETURN NULL;
END $$;

DROP TRIGGER keep_undelivered ON deliveries;
CREATE TRIGGER keep_undelivered AFTER UPDATE OF state ON deliveries FOR EACH ROW
  WHEN (NEW.notice IN ('invitations.invite_email', 'invitations.reminder_email')
    AND (OLD.state = 'failed') <> (NEW.state = 'failed'))
  EXECUTE FUNCTION keep_undelivered();

UPDATE invitations AS i SET undelivered_at = failed.at
FROM (
  SELECT invitation_id, max(created_at) AS at FROM deliveries
  WHERE notice = 'invitations.reminder_email' AND state = 'failed' GROUP BY invitation_id
) AS failed
WHERE i.id = failed.invitation_id AND (i.undelivered_at IS NULL OR i.undelivered_at < failed.at);
