-- By hand: the schema language has no partial indexes. How many invitations are pending or expired is counted from the index.
CREATE INDEX invitations_open_by_expiry ON invitations (workspace_id, expires_at) WHERE accepted_at IS NULL AND revoked_at IS NULL;
