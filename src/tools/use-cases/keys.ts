import { generateKeyPair, randomUUID } from 'node:crypto';
import { promisify } from 'node:util';
import type { JWK } from 'jose';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { listKeys, saveFirstKey } from '../key-store.ts';

/** What signing for tools works with. */
export interface KeyDeps {
  readonly database: Database;
  readonly secrets: Secrets;
}

/** Of what the keys are sealed for. */
const purpose = 'oidc signing key';

/** The private keys with which tokens are signed, the newest first; makes the first one. */
export async function signingKeys({ database, secrets }: KeyDeps): Promise<[JWK, ...JWK[]]> {
  const found = await database.run(listKeys);
  const kept = found.length > 0 ? found : await makeFirstKey({ database, secrets });
  const [first, ...others] = kept.map(({ id, sealed }): JWK => {
    const key = secrets.unseal(purpose, sealed, id);
    if (!key) throw new Error('no APP_SECRET opens the keys of the tools: add the one before');
    return JSON.parse(key.text);
  });
  if (!first) throw new Error('there is no key to sign with');
  return [first, ...others];
}

async function makeFirstKey({ database, secrets }: KeyDeps) {
  const { privateKey } = await promisify(generateKeyPair)('rsa', { modulusLength: 2048 });
  const id = randomUUID();
  const jwk = { ...privateKey.export({ format: 'jwk' }), kid: id, alg: 'RS256', use: 'sig' };
  const sealed = secrets.seal(purpose, JSON.stringify(jwk), id);
  return await database.transaction(async (tx) => {
    await saveFirstKey(tx, id, sealed);
    return await listKeys(tx);
  });
}
