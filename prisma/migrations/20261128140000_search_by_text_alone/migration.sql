-- By hand: searches are led by the text alone. To pass over every row of a large team took longer than to find the text; among
-- many teams the rows of one are found by its own indexes. As in the migration search, only where the extension is to be had.
DO $do$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  DROP INDEX IF EXISTS invitations_search;
  CREATE INDEX invitations_search ON invitations
    USING gin (searchable_address(address, email) gin_trgm_ops)
    WITH (fastupdate = off);
  DROP INDEX IF EXISTS members_search;
  CREATE INDEX members_search ON members
    USING gin (address gin_trgm_ops, searchable_name(display_name) gin_trgm_ops)
    WITH (fastupdate = off) WHERE closed_at IS NULL;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'searches have no index: %', SQLERRM;
END
$do$;
