import { timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import { type Adapter, type AdapterPayload, Provider } from 'oidc-provider';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { parseMemberId, parseToolId } from '../../shared/ids.ts';
import { isSessionOpen } from '../../sign-in/api.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { clientMetadata } from '../client-rules.ts';
import { findClient } from '../client-store.ts';
import {
  deleteEntry,
  deleteOfGrant,
  type FoundEntry,
  findEntry,
  type NewEntry,
} from '../entry-store.ts';
import type { AskedOnce } from './asked.ts';
import { entryHash, uidHash } from './hashes.ts';
import type { Writes } from './writes.ts';

/** What the provider's store works with. */
export interface AdapterDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** Whether teams install the app by OAuth, and may uninstall it. */
  readonly isByOauth: boolean;
  /** Who the browser of a request is signed in as. */
  readonly signedInOf: (request: IncomingMessage) => SignedIn | undefined;
}

/** What the kinds of one provider share. */
export interface Shared {
  readonly asked: AskedOnce;
  readonly writes: Writes;
}

const purpose = 'oidc entry';

/** So long before its end a session is written again though nothing of it has changed. */
const unchangedMs = 24 * 3_600_000;

/**
 * Where the provider keeps what is of one kind, in one table: by hashes only and encrypted, so that whoever has a copy
 * of the database can use nothing of it. The database's clock decides what has expired, whatever a process's own says.
 */
export function createAdapter(deps: AdapterDeps, { asked, writes }: Shared, kind: string): Adapter {
  const { database, secrets } = deps;

  const open = (entry: FoundEntry | undefined, jti?: string) => opened(secrets, entry, jti);

  /** What the request knows of it; else what the database does, after what waits was written. */
  async function look(id: Buffer, known: readonly FoundEntry[] = []) {
    const found = known.find((entry) => id.equals(entry.id));
    if (found) return found;
    await writes.flush();
    return await database.run((tx) => findEntry(tx, { id }));
  }

  /** Whether the session stands there as it is to be, and for nearly as long. */
  async function isUnchanged(key: Buffer, payload: AdapterPayload, lifetimeMs: number) {
    const request = Provider.ctx?.req;
    const { entries = [] } = { ...(request && (await asked.of(request))) };
    const entry = entries.find(({ id }) => key.equals(id));
    const kept = open(entry);
    if (!entry || !kept) return false;
    const leftMs = entry.expiresAt.getTime() - entry.now.getTime();
    return leftMs > lifetimeMs - unchangedMs && untimed(kept) === untimed(payload);
  }

  return {
    async upsert(id, payload, expiresIn = 0) {
      const { accountId, sid } = payload;
      const isSession = kind === 'Session' && accountId;
      if (isSession && (await isUnchanged(entryHash(kind, id), payload, expiresIn * 1000))) {
        return await writes.flush();
      }
      const entry = entryOf(deps, kind, id, payload, expiresIn);
      await writes.save(entry, typeof sid === 'string' ? sid : undefined);
    },
    async find(id) {
      const known = await asked.about(kind, id);
      if (kind === 'Client') {
        const client = known?.client?.id === id ? known.client : await clientOf(database, id);
        return client && clientMetadata(client);
      }
      const entry = await look(entryHash(kind, id), known?.entries);
      // The browser's own session is the truth: without it, or with another, there is none here.
      if (kind === 'Session' && entry?.sessionId && !isOf(entry.sessionId, currentSignedIn(deps))) {
        return undefined;
      }
      return open(entry, id);
    },
    async findByUid(uid) {
      const request = Provider.ctx?.req;
      const known = request && (await asked.of(request));
      const name = uidHash(uid);
      // What the request knows of sessions was seen to be open.
      const found = known?.entries.find((entry) => entry.uid && name.equals(entry.uid));
      if (found) return open(found);
      await writes.flush();
      return await database.run(async (tx) => {
        const entry = await findEntry(tx, { uid: name });
        const { sessionId } = entry ?? {};
        // Tokens end with their session; while that is held up they give nothing.
        return sessionId && !(await isSessionOpen(tx, sessionId)) ? undefined : open(entry);
      });
    },
    /** Nothing of ours has a code that people type. */
    findByUserCode: async () => undefined,
    consume: async (id) => writes.useUp(entryHash(kind, id)),
    async destroy(id) {
      asked.forget();
      await writes.flush();
      await database.run((tx) => deleteEntry(tx, entryHash(kind, id)));
    },
    async revokeByGrantId(grantId) {
      asked.forget();
      await writes.flush();
      await database.run((tx) => deleteOfGrant(tx, kind, entryHash('Grant', grantId)));
    },
  };
}

/** What is kept of a payload, and what it ends with. */
function entryOf(
  deps: AdapterDeps,
  kind: string,
  id: string,
  payload: AdapterPayload,
  expiresIn: number,
): NewEntry {
  const key = entryHash(kind, id);
  const { jti, ...withoutId } = payload;
  const { clientId, params, accountId, uid, grantId } = payload;
  // A session is also found by its second name, and then has to say its first.
  const isSession = kind === 'Session';
  const kept = isSession ? payload : withoutId;
  // Who comes back has perhaps signed in anew meanwhile, as they were asked to: which session it was doesn't matter.
  if (kind === 'Interaction') delete kept.session;
  const endsWithSession = (isSession && accountId) || kind === 'Grant';
  const signedIn = endsWithSession ? currentSignedIn(deps) : undefined;
  return {
    id: key,
    kind,
    toolId: parseToolId(clientId ?? params?.client_id),
    memberId: parseMemberId(accountId),
    workspaceId: signedIn?.workspace.id,
    sessionId: signedIn?.sessionId,
    uid: isSession && uid ? uidHash(uid) : undefined,
    grantId: grantId ? entryHash('Grant', grantId) : undefined,
    payload: deps.secrets.seal(purpose, JSON.stringify(kept), key.toString('hex')),
    lifetimeMs: expiresIn * 1000,
  };
}

/** What an entry says; undefined when it isn't ours. */
function opened(
  secrets: Secrets,
  entry: FoundEntry | undefined,
  jti: string | undefined,
): AdapterPayload | undefined {
  const unsealed =
    entry && secrets.unseal(purpose, entry.payload, Buffer.from(entry.id).toString('hex'));
  if (!entry || !unsealed) return undefined;
  const { jti: kept, ...payload } = JSON.parse(unsealed.text) as AdapterPayload;
  return {
    ...payload,
    ...timesNow(payload, entry),
    jti: jti ?? kept,
    ...(entry.consumedAt && { consumed: Math.floor(entry.consumedAt.getTime() / 1000) }),
  } as AdapterPayload;
}

/** A payload but for when it was written and ends. */
function untimed({ iat, exp, ...payload }: AdapterPayload): string {
  return JSON.stringify(Object.entries(payload).sort(([one], [other]) => (one < other ? -1 : 1)));
}

/** Whoever the browser is signed in as that sent the request which is being answered. */
function currentSignedIn({ signedInOf }: AdapterDeps): SignedIn | undefined {
  const request = Provider.ctx?.req;
  return request && signedInOf(request);
}

function isOf(sessionId: Uint8Array, signedIn: SignedIn | undefined): boolean {
  return signedIn !== undefined && timingSafeEqual(sessionId, signedIn.sessionId);
}

async function clientOf(database: Database, clientId: string) {
  const id = parseToolId(clientId);
  return id && (await database.run((tx) => findClient(tx, id)));
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
