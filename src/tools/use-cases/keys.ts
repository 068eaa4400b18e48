import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { type KeyAge, type KeyPlan, planKeys } from '../key-rules.ts';
import {
  deleteKeys,
  findKeyAges,
  listKeys,
  type SealedKey,
  saveKey,
  saveResealedKey,
} from '../key-store.ts';

/** What signing for tools works with. */
export interface KeyDeps {
  readonly database: Database;
  readonly secrets: Secrets;
}

/** Of what the keys are sealed for. */
const purpose = 'oidc signing key';

/**
 * Which keys are in force at this moment, as one text; undefined as long as there is no tool. What is due by then is
 * done: the first key is made, one that has signed for long is followed by another, and what nobody needs is deleted.
 */
export async function keysInForce(deps: KeyDeps): Promise<string | undefined> {
  const { hasTools, plan } = await deps.database.run(async (tx) => {
    const { keys, hasTools } = await findKeyAges(tx);
    return { hasTools, plan: planKeys(keys, tx.now) };
  });
  if (!hasTools) return undefined;
  const isDue = plan.isChangeDue || plan.over.length > 0;
  return nameOf(isDue ? await changeKeys(deps, plan) : plan.inForce);
}

/** The private keys, the one that signs first; makes the first one. */
export async function signingKeys(deps: KeyDeps): Promise<[JWK, ...JWK[]]> {
  const found = await findPlanned(deps);
  const kept = found.length > 0 ? found : await changeKeys(deps, planKeys([], new Date(0)));
  const [first, ...others] = await Promise.all(kept.map((key) => opened(deps, key)));
  if (!first) throw new Error('there is no key to sign with');
  return [first, ...others];
}

/** The name under which {@link keysInForce} knows these. */
function nameOf(keys: readonly { readonly id: string }[]): string {
  return keys.map(({ id }) => id).join(' ');
}

async function findPlanned({ database }: KeyDeps): Promise<SealedKey[]> {
  return await database.run(async (tx) => {
    const keys = await listKeys(tx);
    return inOrder(keys, planKeys(keys, tx.now).inForce);
  });
}

/** Of several processes that see the same, one makes a key. */
async function changeKeys(
  { database, secrets }: KeyDeps,
  { isChangeDue, inForce, over }: KeyPlan,
): Promise<SealedKey[]> {
  const made = isChangeDue ? await makeKey(secrets) : undefined;
  return await database.transaction(async (tx) => {
    if (made) await saveKey(tx, made, [...inForce, ...over]);
    await deleteKeys(tx, over);
    const keys = await listKeys(tx);
    return inOrder(keys, planKeys(keys, tx.now).inForce);
  });
}

function inOrder(keys: readonly SealedKey[], order: readonly KeyAge[]): SealedKey[] {
  return order.flatMap(({ id }) => keys.find((key) => key.id === id) ?? []);
}

async function makeKey(secrets: Secrets) {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const id = randomUUID();
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: id, alg: 'RS256', use: 'sig' };
  return { id, sealed: secrets.seal(purpose, JSON.stringify(jwk), id) };
}

/** A key in plain; what an older secret sealed is sealed anew, so that the old one can be dropped. */
async function opened({ database, secrets }: KeyDeps, key: SealedKey): Promise<JWK> {
  const { id, sealed } = key;
  const found = secrets.unseal(purpose, sealed, id);
  if (!found) {
    throw new Error(
      "the tools' keys can't be read with APP_SECRET: add the one before, or run npm run tool-keys -- --replace",
    );
  }
  if (!found.isNewest) {
    const again = secrets.seal(purpose, found.text, id);
    await database.run((tx) => saveResealedKey(tx, key, again));
  }
  return JSON.parse(found.text);
}
