import type { IncomingMessage } from 'node:http';
import { errors, Provider } from 'oidc-provider';
import type { Database } from '../../platform/database/database.ts';
import { type NewEntry, savingEntry } from '../entry-store.ts';
import { consumeEntry } from '../exchange-store.ts';
import { exchange } from '../use-cases/exchange.ts';

/**
 * What the provider writes for one request, in one statement: it saves one thing after the other, and answers after the
 * last.
 */
export interface Writes {
  /** Keeps an entry, with what waits, or for the next if more is sure to come. */
  save(entry: NewEntry, sid?: string): Promise<void>;
  /** Uses a code or refresh token up as soon as there are the tokens that it is exchanged for. */
  useUp(id: Uint8Array): void;
  /** Writes what waits for a request, else for the one that is being answered: before anything else is asked or answered. */
  flush(request?: IncomingMessage): Promise<void>;
}

/** What waits to be written. */
interface Waiting {
  entries: NewEntry[];
  sid: string | undefined;
  usedUp: Uint8Array | undefined;
}

/** A browser's session is saved last; of tokens, whichever comes second. */
function isWhole(kinds: readonly string[]): boolean {
  return kinds.includes('AccessToken') && kinds.includes('RefreshToken');
}
const waits = ['AuthorizationCode', 'Grant', 'AccessToken', 'RefreshToken'];
const routes = ['authorization', 'resume', 'token'];

/** Writes for the request that is being answered. */
export function createWrites(deps: {
  readonly database: Database;
  readonly isByOauth: boolean;
}): Writes {
  const { database } = deps;
  const waiting = new WeakMap<IncomingMessage, Waiting>();

  function waitingFor(request = Provider.ctx?.req): Waiting {
    const empty = { entries: [], sid: undefined, usedUp: undefined };
    if (!request) return empty;
    const found = waiting.get(request) ?? empty;
    waiting.set(request, found);
    return found;
  }

  async function flush(own: Waiting): Promise<void> {
    const { entries, sid, usedUp } = own;
    Object.assign(own, { entries: [], sid: undefined, usedUp: undefined });
    if (!usedUp) {
      if (entries.length > 0) {
        await database.run(async (tx) => {
          for (const entry of entries) tx.defer(savingEntry(entry, tx.now));
        });
      }
      return;
    }
    const { toolId, memberId } = entries.find(({ kind }) => kind === 'AccessToken') ?? {};
    // Of many that try at the same moment one does.
    const isOurs =
      toolId && memberId
        ? await exchange(deps, { entryId: usedUp, toolId, memberId, sid }, entries)
        : await database.run((tx) => consumeEntry(tx, usedUp));
    if (!isOurs) throw new errors.InvalidGrant('already used');
  }

  return {
    async save(entry, sid) {
      const own = waitingFor();
      own.entries.push(entry);
      own.sid = sid ?? own.sid;
      const canWait =
        waits.includes(entry.kind) && routes.includes(Provider.ctx?.oidc?.route ?? '');
      if (!canWait || isWhole(own.entries.map(({ kind }) => kind))) await flush(own);
    },
    useUp(id) {
      if (!Provider.ctx) throw new Error('nothing is used up but by a request');
      waitingFor().usedUp = id;
    },
    flush: (request) => flush(waitingFor(request)),
  };
}
