import { createHash, timingSafeEqual } from 'node:crypto';
import type { IncomingMessage } from 'node:http';
import {
  type Configuration,
  interactionPolicy,
  type KoaContextWithOIDC,
  Provider,
} from 'oidc-provider';
import { parseMemberId, parseToolId } from '../../shared/ids.ts';
import { allStrengths } from '../../sign-in/strength-rules.ts';
import {
  claimsOf,
  continuePath,
  issuerOf,
  lifetimes,
  oidcPath,
  type ToolAccount,
} from '../rules.ts';
import { findToolAccount } from '../store.ts';
import { signOutOf } from '../use-cases/end.ts';
import { signingKeys } from '../use-cases/keys.ts';
import { noteUse } from '../use-cases/note.ts';
import { pictureUrl } from '../use-cases/picture.ts';
import { hashOf } from '../use-cases/secrets.ts';
import { type AdapterDeps, createAdapter } from './adapter.ts';
import { signingInPolicy } from './policy.ts';

/** What the provider works with. */
export interface ProviderDeps extends AdapterDeps {
  readonly publicUrl: string;
  /** Logs a fault, once; gives the reference by which it stands in the log. */
  readonly report: (error: unknown) => string;
  /** Whether teams install the app by OAuth, and may uninstall it. */
  readonly isByOauth: boolean;
  /** The pages that people see of it; each writes the answer. */
  readonly pages: {
    problem(ctx: KoaContextWithOIDC, error: unknown): Promise<void>;
    askToSignOut(ctx: KoaContextWithOIDC, xsrf: string): Promise<void>;
    signedOut(ctx: KoaContextWithOIDC): Promise<void>;
  };
  /** Ends the browser's own session. */
  readonly endSession: (request: IncomingMessage) => Promise<void>;
}

const profile = ['picture', 'locale', 'zoneinfo', 'updated_at'] as const;

/** The scopes that tools can ask for, and the claims that each gives. */
const claims = {
  openid: ['sub', 'workspace', 'acr', 'amr'],
  profile: ['name', 'preferred_username', 'groups', ...profile],
  email: ['email', 'email_verified'],
  groups: ['groups'],
} as const;

/** The OpenID Connect provider over our sessions, with the keys that there are now. */
export async function createProvider(deps: ProviderDeps): Promise<Provider> {
  const provider = new Provider(issuerOf(deps.publicUrl), {
    ...(await configurationOf(deps)),
    ...whoSignsIn(deps),
  });
  // Behind a proxy, too, it is where PUBLIC_URL says: see web/oidc.tsx.
  provider.proxy = true;
  const { prototype } = provider.Client as unknown as { prototype: ClientPrototype };
  prototype.compareClientSecret = function (given) {
    const kept = Buffer.from(this.clientSecret ?? '', 'base64url');
    const hash = hashOf(given);
    return kept.length === hash.length && timingSafeEqual(kept, hash);
  };
  // Instead of calling the tool while somebody waits: what isn't delivered at once is tried again.
  prototype.backchannelLogout = async function (sub, sid) {
    const [toolId, memberId] = [parseToolId(this.clientId), parseMemberId(sub)];
    if (!toolId || !memberId) return;
    await deps.database.transaction((tx) => signOutOf(tx, { memberId, toolIds: [toolId], sid }));
  };
  prototype.includeSid = () => true;
  const sessions = provider.Session.prototype as unknown as SessionPrototype;
  const nameIt = sessions.ensureClientContainer;
  // However often a browser begins anew with the provider: at a tool each of our sessions is one sign-in.
  sessions.ensureClientContainer = function (clientId) {
    const request = Provider.ctx?.req;
    const signedIn = request && deps.signedInOf(request);
    if (signedIn) this.sidFor(clientId, sidOf(signedIn.sessionId, clientId));
    else nameIt.call(this, clientId);
  };
  provider.on('server_error', (_ctx, error) => void deps.report(error));
  // Whoever hangs up in the middle of a request is no fault of ours, nor anything for the log.
  const app = provider as unknown as Emitting;
  app.on('error', (error, ctx) => {
    if (ctx?.req.complete !== false && !ctx?.req.destroyed) deps.report(error);
  });
  provider.use(async (ctx, next) => {
    await next();
    await afterwards(deps, ctx as unknown as KoaContextWithOIDC);
  });
  return provider;
}

/** What a tool knows a session as; nobody can become it by that. */
function sidOf(sessionId: Uint8Array, clientId: string): string {
  return createHash('sha256').update(`sid\n${clientId}\n`).update(sessionId).digest('base64url');
}

interface SessionPrototype {
  sidFor(clientId: string, sid: string): void;
  ensureClientContainer(this: SessionPrototype, clientId: string): void;
}

interface Emitting {
  on(event: 'error', tell: (error: unknown, ctx?: KoaContextWithOIDC) => void): void;
}

interface ClientPrototype {
  includeSid(): boolean;
  compareClientSecret(this: { clientSecret?: string }, given: string): boolean;
  backchannelLogout(this: { clientId: string }, sub: string, sid: string): Promise<void>;
}

/** What follows for us from what it has answered. */
async function afterwards(deps: ProviderDeps, ctx: KoaContextWithOIDC): Promise<void> {
  const { oidc } = ctx;
  if (oidc?.route === 'end_session_confirm' && ctx.status === 303) await deps.endSession(ctx.req);
  if (oidc?.route !== 'token' || ctx.status !== 200) return;
  const source = oidc.entities.AuthorizationCode ?? oidc.entities.RefreshToken;
  const [toolId, memberId] = [parseToolId(oidc.client?.clientId), parseMemberId(source?.accountId)];
  if (!toolId || !memberId || !source?.sid) return;
  await noteUse(deps, { toolId, memberId, sid: source.sid });
}

async function configurationOf(deps: ProviderDeps): Promise<Configuration> {
  const { secrets, publicUrl, pages } = deps;
  const cookie = {
    httpOnly: true,
    sameSite: 'lax' as const,
    secure: publicUrl.startsWith('https:'),
    signed: true,
  };
  return {
    adapter: (kind) => createAdapter(deps, kind),
    jwks: { keys: await signingKeys(deps) } as unknown as NonNullable<Configuration['jwks']>,
    cookies: {
      keys: secrets
        .codes('oidc cookies', new Uint8Array())
        .map((code) => code.toString('base64url')),
      names: { session: 'tools-session', interaction: 'tools-way', resume: 'tools-resume' },
      long: { ...cookie, path: oidcPath },
      short: cookie,
    },
    claims,
    acrValues: [...allStrengths],
    scopes: ['openid', 'profile', 'email', 'groups'],
    conformIdTokenClaims: false,
    responseTypes: ['code'],
    allowOmittingSingleRegisteredRedirectUri: false,
    subjectTypes: ['public'],
    clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'none'],
    enabledJWA: { idTokenSigningAlgValues: ['RS256'] },
    pkce: { required: (_ctx, client) => client.clientAuthMethod === 'none' },
    ttl: {
      ...lifetimes,
      // Nothing is to be kept for long of whoever isn't signed in.
      Session: (_ctx, { accountId }) => (accountId ? lifetimes.Session : lifetimes.Interaction),
    },
    rotateRefreshToken: true,
    issueRefreshToken: async (_ctx, client) => client.grantTypeAllowed('refresh_token'),
    clientBasedCORS: (_ctx, origin, client) =>
      client.clientAuthMethod === 'none' &&
      (client.redirectUris ?? []).some((uri) => new URL(uri).origin === origin),
    routes: { userinfo: '/userinfo', end_session: '/sign-out' },
    renderError: (ctx, _out, error) => pages.problem(ctx, error),
    features: {
      devInteractions: { enabled: false },
      pushedAuthorizationRequests: { enabled: false },
      resourceIndicators: { enabled: false },
      dPoP: { enabled: false },
      revocation: { enabled: true },
      backchannelLogout: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) =>
          pages.askToSignOut(ctx, /value="([^"]+)"/.exec(form)?.[1] ?? ''),
        postLogoutSuccessSource: (ctx) => pages.signedOut(ctx),
      },
    },
  };
}

/** Who a tool may know, asked anew each time: at every sign-in, token and question. */
function whoSignsIn(deps: ProviderDeps): Configuration {
  const { database, signedInOf, isByOauth } = deps;
  const askedFor = new WeakMap<IncomingMessage, Map<string, Promise<ToolAccount | undefined>>>();
  const accountOf = (
    request: IncomingMessage,
    clientId: string | undefined,
    accountId: string,
  ): Promise<ToolAccount | undefined> => {
    const [toolId, memberId] = [parseToolId(clientId), parseMemberId(accountId)];
    if (!toolId || !memberId) return Promise.resolve(undefined);
    // Within a request the provider asks several times.
    const known = askedFor.get(request) ?? new Map<string, Promise<ToolAccount | undefined>>();
    askedFor.set(request, known);
    const key = `${toolId} ${memberId}`;
    const asked =
      known.get(key) ??
      database.run((tx) => findToolAccount(tx, { toolId, memberId }, { isByOauth }));
    known.set(key, asked);
    return asked;
  };
  return {
    async findAccount(ctx, accountId, token) {
      const clientId = token?.clientId ?? ctx.oidc.client?.clientId;
      const found = await accountOf(ctx.req, clientId, accountId);
      return found && { accountId, claims: async () => claimsOf(found, pictureUrl(deps, found)) };
    },
    /** Nobody is asked what a tool may know: the admin who connected it has decided that. */
    async loadExistingGrant({ oidc }) {
      const { client, session, provider, account } = oidc;
      if (!client || !session?.accountId || !account) return undefined;
      const grantId = session.grantIdFor(client.clientId);
      const found = grantId ? await provider.Grant.find(grantId) : undefined;
      if (found?.accountId === session.accountId) return found;
      const grant = new provider.Grant({ accountId: session.accountId, clientId: client.clientId });
      grant.addOIDCScope(Object.keys(claims).join(' '));
      await grant.save();
      return grant;
    },
    interactions: {
      policy: signingInPolicy({ interactionPolicy, signedInOf, accountOf }),
      url: (_ctx, { uid }) => `${continuePath}/${uid}`,
    },
  };
}
