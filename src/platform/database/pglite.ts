import { PGlite, type PGliteOptions } from '@electric-sql/pglite';
import { btree_gin } from '@electric-sql/pglite/contrib/btree_gin';
import { pg_trgm } from '@electric-sql/pglite/contrib/pg_trgm';

/**
 * PostgreSQL's own memory for pages. Of its usual 128 MB each byte is written at the start, and of what it doesn't hold
 * the operating system keeps a copy in memory anyway.
 */
const startParams = [...PGlite.defaultStartParams, '-c', 'shared_buffers=32MB'];

/** Opens (or makes) an embedded database, with the extensions that our indexes are made with. */
export async function openPglite(
  options: Pick<PGliteOptions, 'dataDir' | 'loadDataDir'>,
): Promise<PGlite> {
  return await PGlite.create({ ...options, startParams, extensions: { pg_trgm, btree_gin } });
}
