import type { Tx } from '../platform/database/database.ts';
import { Prisma } from '../platform/database/prisma-client/client.ts';
import type { KeyAge } from './key-rules.ts';

/** A key with which tokens are signed, encrypted. */
export interface SealedKey extends KeyAge {
  readonly sealed: Uint8Array;
}

/** Whether this server has any tool that signs people in by OpenID Connect, and which keys there are: in one statement, as every request asks. */
export async function findKeyAges(tx: Tx): Promise<{ hasTools: boolean; keys: KeyAge[] }> {
  const rows = await tx.query<{ any: boolean; id: string | null; createdAt: Date | null }>(
    Prisma.sql`
      SELECT t.any, k.id, k.created_at AS "createdAt"
      FROM (SELECT EXISTS (SELECT 1 FROM tools WHERE host IS NULL) AS any) t LEFT JOIN oidc_keys k ON t.any`,
  );
  return {
    hasTools: rows[0]?.any ?? false,
    keys: rows.flatMap(({ id, createdAt }) => (id && createdAt ? [{ id, createdAt }] : [])),
  };
}

/** All keys. */
export async function listKeys(tx: Tx): Promise<SealedKey[]> {
  return await tx.db.oidcKey.findMany();
}

/** Keeps a key, now the newest, unless there is another one meanwhile than these. */
export async function saveKey(
  tx: Tx,
  { id, sealed }: { readonly id: string; readonly sealed: Uint8Array },
  known: readonly KeyAge[],
): Promise<void> {
  await tx.execute(Prisma.sql`SELECT pg_advisory_xact_lock(hashtext('oidc_keys'))`);
  await tx.execute(Prisma.sql`
    INSERT INTO oidc_keys (id, sealed, created_at)
    SELECT ${id}, ${new Uint8Array(sealed)}, ${tx.now}::timestamptz
    WHERE NOT EXISTS (SELECT 1 FROM oidc_keys WHERE id <> ALL(${known.map((key) => key.id)}::text[]))`);
}

/** Writes a key as it is encrypted anew; not over what another process has written. */
export async function saveResealedKey(tx: Tx, key: SealedKey, sealed: Uint8Array): Promise<void> {
  await tx.db.oidcKey.updateMany({
    where: { id: key.id, sealed: new Uint8Array(key.sealed) },
    data: { sealed: new Uint8Array(sealed) },
  });
}

/** Deletes keys: what they have signed is worth nothing any more. */
export async function deleteKeys(tx: Tx, keys: readonly KeyAge[]): Promise<void> {
  await tx.db.oidcKey.deleteMany({ where: { id: { in: keys.map(({ id }) => id) } } });
}
