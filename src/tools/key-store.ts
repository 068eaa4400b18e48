import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';

/** The keys with which tokens are signed, encrypted; the newest first. */
export async function listKeys(tx: Tx): Promise<{ id: string; sealed: Uint8Array }[]> {
  return await tx.db.oidcKey.findMany({ orderBy: [{ createdAt: 'desc' }, { id: 'asc' }] });
}

/** Keeps a key unless another process has kept one meanwhile. */
export async function saveFirstKey(tx: Tx, id: string, sealed: Uint8Array): Promise<void> {
  await tx.execute(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('oidc_keys'))`);
  await tx.execute(Prisma.sql`
    INSERT INTO oidc_keys (id, sealed, created_at)
    SELECT ${id}, ${new Uint8Array(sealed)}, ${tx.now}::timestamptz
    WHERE NOT EXISTS (SELECT 1 FROM oidc_keys)`);
}
