-- By hand: whoever is asked for and is invited or joins meanwhile, in whatever way, has the request looked at at once, which
-- closes it and tells whoever asked. The request's own moment is over at any clock.
CREATE FUNCTION look_at_overtaken_request() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  UPDATE requests SET due_at = created_at
  WHERE workspace_id = NEW.workspace_id AND address = NEW.address AND state = 'open';
  -- Told in the transaction, though then those that tell wait for each other: hardly any does.
  IF FOUND THEN PERFORM pg_notify('requests', ''); END IF;
  RETURN NULL;
END $$;

CREATE TRIGGER invited_overtakes_request
  AFTER INSERT OR UPDATE OF address, expires_at, accepted_at ON invitations
  FOR EACH ROW WHEN (NEW.revoked_at IS NULL) EXECUTE FUNCTION look_at_overtaken_request();

CREATE TRIGGER joined_overtakes_request
  AFTER INSERT OR UPDATE OF address ON members
  FOR EACH ROW WHEN (NEW.closed_at IS NULL) EXECUTE FUNCTION look_at_overtaken_request();

UPDATE requests SET due_at = created_at WHERE state = 'open';
