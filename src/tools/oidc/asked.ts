import type { IncomingMessage } from 'node:http';
import { type KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Database } from '../../platform/database/database.ts';
import { parseToolId } from '../../shared/ids.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { type Asked, findAsked } from '../client-store.ts';
import { entryHash } from './hashes.ts';

/** What one request is about: the provider asks for each thing by itself, and gets what is known already. */
export interface AskedOnce {
  /** What is known to the request that is being answered, of whose things this one is the first that is asked for. */
  about(kind: string, id: string): Promise<Asked | undefined>;
  /** What a request has found out so far. */
  of(request: IncomingMessage): Promise<Asked | undefined>;
  /** From now on this request asks for everything by itself. */
  forget(): void;
}

const nothing = Promise.resolve(undefined);
const routes = ['authorization', 'token', 'userinfo'];

/** Remembers it for as long as the request lasts, and no longer: what is taken away meanwhile is gone for the next one. */
export function createAskedOnce(deps: {
  readonly database: Database;
  readonly isByOauth: boolean;
  readonly signedInOf: (request: IncomingMessage) => SignedIn | undefined;
}): AskedOnce {
  const { database, signedInOf } = deps;
  const known = new WeakMap<IncomingMessage, Promise<Asked | undefined>>();

  function ask(ctx: KoaContextWithOIDC, kind: string, id: string): Promise<Asked | undefined> {
    if (!routes.includes(ctx.oidc?.route ?? '')) return nothing;
    const entryId = kind === 'Client' ? exchanged(ctx) : entryHash(kind, id);
    const browser = ctx.oidc.route === 'authorization' ? browserOf(ctx) : undefined;
    if (!entryId && !browser) return nothing;
    return database.run((tx) => findAsked(tx, { entryId, browser }, deps));
  }

  function browserOf({ req, query }: KoaContextWithOIDC) {
    const [signedIn, toolId] = [signedInOf(req), parseToolId(query.client_id)];
    if (!signedIn || !toolId) return undefined;
    return { memberId: signedIn.member.id, sessionId: signedIn.sessionId, toolId };
  }

  return {
    about(kind, id) {
      const ctx = Provider.ctx as KoaContextWithOIDC | undefined;
      if (!ctx) return nothing;
      const asked = known.get(ctx.req) ?? ask(ctx, kind, id);
      known.set(ctx.req, asked);
      return asked;
    },
    of: (request) => known.get(request) ?? nothing,
    forget() {
      const request = Provider.ctx?.req;
      if (request) known.set(request, nothing);
    },
  };
}

/** The code or refresh token that a tool wants tokens for. */
function exchanged({ oidc }: KoaContextWithOIDC): Uint8Array | undefined {
  const { code, refresh_token: token } = { ...(oidc.body as Record<string, unknown> | undefined) };
  if (typeof code === 'string') return entryHash('AuthorizationCode', code);
  return typeof token === 'string' ? entryHash('RefreshToken', token) : undefined;
}
