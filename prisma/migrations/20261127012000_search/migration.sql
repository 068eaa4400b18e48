-- By hand: a name as it is searched in, with plain signs in the place of those that word processors and keyboards put there,
-- and without unseen ones: as cleanPasted in src/shared/pasted-text.ts has them in what is searched for.
CREATE FUNCTION searchable_name(name text) RETURNS text LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $body$
  SELECT lower(translate(name,
    U&'\00A0\00AB\00B4\00BB\02BC\2000\2001\2002\2003\2004\2005\2006\2007\2008\2009\200A\2010\2011\2018\2019\201B\201C\201D\201E\201F\2028\2029\202F\2032\205F\3000\3002\FE50\FE51\FE52\FE54\FE55\FE56\FE57\FE58\FE59\FE5A\FE5B\FE5C\FE5D\FE5E\FE5F\FE60\FE61\FE62\FE63\FE64\FE65\FE66\FE68\FE69\FE6A\FE6B\FF01\FF02\FF03\FF04\FF05\FF06\FF07\FF08\FF09\FF0A\FF0B\FF0C\FF0D\FF0E\FF0F\FF10\FF11\FF12\FF13\FF14\FF15\FF16\FF17\FF18\FF19\FF1A\FF1B\FF1C\FF1D\FF1E\FF1F\FF20\FF21\FF22\FF23\FF24\FF25\FF26\FF27\FF28\FF29\FF2A\FF2B\FF2C\FF2D\FF2E\FF2F\FF30\FF31\FF32\FF33\FF34\FF35\FF36\FF37\FF38\FF39\FF3A\FF3B\FF3C\FF3D\FF3E\FF3F\FF40\FF41\FF42\FF43\FF44\FF45\FF46\FF47\FF48\FF49\FF4A\FF4B\FF4C\FF4D\FF4E\FF4F\FF50\FF51\FF52\FF53\FF54\FF55\FF56\FF57\FF58\FF59\FF5A\FF5B\FF5C\FF5D\FF5E\FF61\00AD\200B\200C\200D\200E\200F\202A\202B\202C\202D\202E\2060\2061\2062\2063\2064\2065\2066\2067\2068\2069\206A\206B\206C\206D\206E\206F\FE00\FE01\FE02\FE03\FE04\FE05\FE06\FE07\FE08\FE09\FE0A\FE0B\FE0C\FE0D\FE0E\FE0F\FEFF',
    U&' \0022\0027\0022\0027           --\0027\0027\0027\0022\0022\0022\0022   \0027  .,\3001.;:?!\2014(){}\3014\3015#\0026*+-<>=\005C$%@!\0022#$%\0026\0027()*+,-.\002F0123456789:;<=>?@ABCDEFGHIJKLMNOPQRSTUVWXYZ\005B\005C\005D\005E_\0060abcdefghijklmnopqrstuvwxyz{\007C}\007E.'))
$body$;

-- By hand: parts of addresses and names are found by an index. Where the extensions are not to be had, or the app may not
-- make them, searches work by reading (docs/scaling.md). Without fastupdate what was added a moment ago is found as fast.
DO $do$
BEGIN
  CREATE EXTENSION IF NOT EXISTS pg_trgm;
  CREATE EXTENSION IF NOT EXISTS btree_gin;
  CREATE INDEX invitations_search ON invitations
    USING gin (workspace_id, address gin_trgm_ops, lower(email) gin_trgm_ops)
    WITH (fastupdate = off);
  CREATE INDEX members_search ON members
    USING gin (workspace_id, address gin_trgm_ops, searchable_name(display_name) gin_trgm_ops)
    WITH (fastupdate = off) WHERE closed_at IS NULL;
EXCEPTION WHEN insufficient_privilege OR undefined_file OR feature_not_supported OR undefined_object THEN
  RAISE NOTICE 'searches have no index: %', SQLERRM;
END
$do$;
