import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Adapter, type AdapterPayload, errors, Provider } from 'oidc-provider';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { parseMemberId, parseToolId } from '../../shared/ids.ts';
import { isSessionOpen } from '../../sign-in/api.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { clientMetadata } from '../client-rules.ts';
import {
  consumeEntry,
  deleteEntry,
  deleteOfGrant,
  type FoundEntry,
  findEntry,
  saveEntry,
} from '../entry-store.ts';
import { findClient } from '../store.ts';

/** What the provider's store works with. */
export interface AdapterDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** Who the browser of a request is signed in as. */
  readonly signedInOf: (request: IncomingMessage) => SignedIn | undefined;
}

const purpose = 'oidc entry';

/**
 * Where the provider keeps what is of one kind, in one table: by hashes only and encrypted, so that whoever has a copy
 * of the database can use nothing of it. The database's clock decides what has expired, whatever a process's own says.
 */
export function createAdapter(deps: AdapterDeps, kind: string): Adapter {
  const { database, secrets } = deps;
  const hash = (name: string, of = kind) => createHash('sha256').update(`${of}\n${name}`).digest();

  function open(entry: FoundEntry | undefined, jti?: string): AdapterPayload | undefined {
    const opened =
      entry && secrets.unseal(purpose, entry.payload, Buffer.from(entry.id).toString('hex'));
    if (!entry || !opened) return undefined;
    const { jti: kept, ...payload } = JSON.parse(opened.text) as AdapterPayload;
    return {
      ...payload,
      ...timesNow(payload, entry),
      jti: jti ?? kept,
      ...(entry.consumedAt && { consumed: Math.floor(entry.consumedAt.getTime() / 1000) }),
    } as AdapterPayload;
  }

  return {
    async upsert(id, { jti, ...payload }, expiresIn = 0) {
      const key = hash(id);
      const { clientId, params, accountId, uid, grantId } = payload;
      // A session is also found by its second name, and then has to say its first.
      const isSession = kind === 'Session';
      const kept = isSession ? { jti, ...payload } : payload;
      // Who comes back has perhaps signed in anew meanwhile, as they were asked to: which session it was doesn't matter.
      if (kind === 'Interaction') delete kept.session;
      const sealed = secrets.seal(purpose, JSON.stringify(kept), key.toString('hex'));
      const signedIn = isSession && accountId ? currentSignedIn(deps) : undefined;
      await database.run((tx) =>
        saveEntry(tx, {
          id: key,
          kind,
          toolId: parseToolId(clientId ?? params?.client_id),
          memberId: parseMemberId(accountId),
          workspaceId: signedIn?.workspace.id,
          sessionId: signedIn?.sessionId,
          uid: isSession && uid ? hash(uid, 'uid') : undefined,
          grantId: grantId ? hash(grantId, 'Grant') : undefined,
          payload: sealed,
          lifetimeMs: expiresIn * 1000,
        }),
      );
    },
    async find(id) {
      if (kind === 'Client') return await clientOf(database, id);
      const entry = await database.run((tx) => findEntry(tx, { id: hash(id) }));
      // The browser's own session is the truth: without it, or with another, there is none here.
      if (kind === 'Session' && entry?.sessionId && !isOf(entry.sessionId, currentSignedIn(deps))) {
        return undefined;
      }
      return open(entry, id);
    },
    async findByUid(uid) {
      return await database.run(async (tx) => {
        const entry = await findEntry(tx, { uid: hash(uid, 'uid') });
        const { sessionId } = entry ?? {};
        // Tokens end with their session; while that is held up they give nothing.
        return sessionId && !(await isSessionOpen(tx, sessionId)) ? undefined : open(entry);
      });
    },
    /** Nothing of ours has a code that people type. */
    findByUserCode: async () => undefined,
    async consume(id) {
      // Of many that try at the same moment one does.
      const isOurs = await database.run((tx) => consumeEntry(tx, hash(id)));
      if (!isOurs) throw new errors.InvalidGrant('already used');
    },
    destroy: async (id) => await database.run((tx) => deleteEntry(tx, hash(id))),
    async revokeByGrantId(grantId) {
      await database.run((tx) => deleteOfGrant(tx, kind, hash(grantId, 'Grant')));
    },
  };
}

/** Whoever the browser is signed in as that sent the request which is being answered. */
function currentSignedIn({ signedInOf }: AdapterDeps): SignedIn | undefined {
  const request = Provider.ctx?.req;
  return request && signedInOf(request);
}

function isOf(sessionId: Uint8Array, signedIn: SignedIn | undefined): boolean {
  return signedIn !== undefined && timingSafeEqual(sessionId, signedIn.sessionId);
}

async function clientOf(database: Database, clientId: string): Promise<AdapterPayload | undefined> {
  const id = parseToolId(clientId);
  const tool = id && (await database.run((tx) => findClient(tx, id)));
  return tool && clientMetadata(tool);
}

/** When it was made and ends, by this process's clock: each may be some minutes off. */
function timesNow(
  { iat, exp }: AdapterPayload,
  { now, expiresAt }: FoundEntry,
): { iat?: number; exp?: number } {
  if (exp === undefined) return {};
  const ends = Math.floor((Date.now() + expiresAt.getTime() - now.getTime()) / 1000);
  return {
    exp: ends,
    ...(iat !== undefined && { iat: Math.min(ends - (exp - iat), nowSeconds()) }),
  };
}

const nowSeconds = (): number => Math.floor(Date.now() / 1000);
