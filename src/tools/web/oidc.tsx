import type { IncomingMessage } from 'node:http';
import type { Context, Hono } from 'hono';
import type { KoaContextWithOIDC, Provider } from 'oidc-provider';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { reportFault } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { CookieSite } from '../../platform/web/cookies.ts';
import { answeredAlready, rawExchange } from '../../platform/web/raw.ts';
import { faultPage, showPage } from '../../platform/web/server.tsx';
import { StatusPage } from '../../platform/web/status-page.tsx';
import { parseToolId } from '../../shared/ids.ts';
import { signedInWith, signOutHere } from '../../sign-in/api.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { type Strength, wantedStrength } from '../../sign-in/strength-rules.ts';
import { sessionCookie } from '../../sign-in/web/cookies.ts';
import { continuePath, oidcPath } from '../rules.ts';
import { pageTexts } from '../texts.ts';
import { type OnTheWay, whoGoesWhere } from '../use-cases/open.ts';
import { createCurrentProvider } from './current-provider.ts';
import { NoAccessPage, OpeningPage, SignInAgainPage, SignOutPage, StrongerPage } from './pages.tsx';
import { pictureRoute } from './picture.ts';
import { refuseStranger, strangersWait } from './strangers.ts';
import { writePage } from './written.ts';

/** What the provider's addresses work with. */
export interface OidcWebDeps extends CookieSite {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Logger;
  readonly authReturnHosts: readonly string[];
  readonly trustProxy: number;
  /** Whether teams install the app by OAuth, and may uninstall it. */
  readonly isByOauth: boolean;
}

/** The addresses of the OpenID Connect provider, which are there once a tool is connected. */
export interface OidcRoutes {
  /** What tools call, and browsers on their way: the provider answers. */
  addBare(web: Hono): void;
  /** The page of ours on the way. */
  addPages(web: Hono): void;
}

/** Makes the provider when it is first asked for. */
export function createOidcRoutes(deps: OidcWebDeps): OidcRoutes {
  const { database, publicUrl } = deps;
  const browsers = new WeakMap<IncomingMessage, SignedIn>();
  const signedInOf = (request: IncomingMessage) => browsers.get(request);
  const report = reporter(deps.log);
  const provider = createCurrentProvider({
    ...deps,
    signedInOf,
    report,
    pages: pagesOf(deps, report),
    async endSession(request) {
      const signedIn = signedInOf(request);
      if (signedIn) await signOutHere(database, signedIn);
    },
  });

  /** Who the browser is signed in as, kept with its request for the provider. */
  async function noteBrowser(c: Context): Promise<SignedIn | undefined> {
    const signedIn = await signedInWith(database, sessionCookie.get(c, deps));
    if (signedIn) browsers.set(rawExchange(c).incoming, signedIn);
    return signedIn;
  }

  return {
    addBare(web) {
      pictureRoute(web, deps);
      web.all(`${oidcPath}/*`, async (c, next) => {
        if (c.req.path.startsWith(`${continuePath}/`)) return await next();
        const { incoming, outgoing } = rawExchange(c);
        // The folder itself, or one that is only read as this: there is nothing that the provider could make of it.
        if (!incoming.url?.startsWith(`${oidcPath}/`)) return await next();
        const [answering, signedIn] = await Promise.all([provider(), noteBrowser(c)]);
        if (!answering) return await next();
        const waitMs = signedIn ? 0 : await strangersWait(c, deps);
        if (waitMs > 0) return await refuseStranger(c, deps, waitMs);
        belowPath(incoming, publicUrl);
        await answering.callback()(incoming, outgoing);
        return answeredAlready();
      });
    },
    addPages(web) {
      web.get(`${continuePath}/:uid`, async (c) => {
        const oidc = await provider();
        if (!oidc) return c.notFound();
        const { incoming, outgoing } = rawExchange(c);
        const signedIn = await noteBrowser(c);
        const found = await oidc.interactionDetails(incoming, outgoing).catch(unlessLost);
        const toolId = parseToolId(found?.params.client_id);
        if (!found || !toolId) return showPage(c, 400, <StatusPage {...pageTexts.lost} />);
        const wanted = wantedStrength(String(found.params.acr_values ?? ''));
        const way = await whoGoesWhere(deps, toolId, signedIn, {
          since: found.iat,
          isAgain: asksAgain(found),
          wanted,
        });
        if (way.kind !== 'open' || !signedIn) return showWay(c, way, signedIn, wanted);
        const login = {
          accountId: signedIn.member.id,
          ts: Math.floor(signedIn.signedInAt.getTime() / 1000),
        };
        const href = await oidc.interactionResult(incoming, outgoing, {
          login,
          consent: {},
          select_account: {},
        });
        // Behind a form browsers follow no redirect to another site (CSP form-action), but they do after a page.
        const site = c.req.header('sec-fetch-site');
        if (site && site !== 'same-origin') return c.redirect(href, 303);
        c.header('Refresh', `0; url=${href}`);
        return showPage(c, 200, <OpeningPage toolName={way.toolName} href={href} />);
      });
    },
  };
}

function showWay(
  c: Context,
  way: OnTheWay,
  signedIn: SignedIn | undefined,
  wanted: Strength | undefined,
): Response {
  const here = c.req.path;
  if (way.kind === 'gone') return showPage(c, 400, <StatusPage {...pageTexts.lost} />);
  const { toolName, workspaceId } = way;
  if (!signedIn) {
    const query = new URLSearchParams({ workspace: workspaceId, return: here });
    return c.redirect(`/sign-in?${query}`, 303);
  }
  if (way.kind === 'again') {
    return showPage(c, 200, <SignInAgainPage toolName={toolName} here={here} />);
  }
  if (way.kind === 'too_weak') {
    return showPage(c, 403, <StrongerPage toolName={toolName} wanted={wanted} here={here} />);
  }
  const { member, workspace } = signedIn;
  return showPage(
    c,
    403,
    <NoAccessPage
      toolName={toolName}
      email={member.email}
      workspaceName={workspace.name}
      here={here}
    />,
  );
}

/** Whether the tool wants them to sign in anew, or to choose as whom: a browser has one account at a time. */
function asksAgain({ prompt, params }: Interaction): boolean {
  return (
    prompt.reasons.some((reason) => /^(login_prompt|max_age)$/.test(reason)) ||
    /\bselect_account\b/.test(String(params.prompt))
  );
}

type Interaction = Awaited<ReturnType<Provider['interactionDetails']>>;

/** The way that they came by is over, or was never theirs. */
function unlessLost(error: unknown): undefined {
  if (error instanceof Error && error.name === 'SessionNotFound') return undefined;
  throw error;
}

/**
 * The provider knows nothing of the folder that it is in, and learns from the request where it is: at PUBLIC_URL,
 * whatever the request says.
 */
function belowPath(incoming: IncomingMessage, publicUrl: string): void {
  const { host, protocol } = new URL(publicUrl);
  const { url = '' } = incoming;
  delete incoming.headers['x-forwarded-host'];
  Object.assign(incoming.headers, { host, 'x-forwarded-proto': protocol.slice(0, -1) });
  Object.assign(incoming, { originalUrl: url, baseUrl: oidcPath, url: url.slice(oidcPath.length) });
}

/** The provider tells of a fault before or after it asks for its page: it is logged once. */
function reporter(log: Logger): (error: unknown) => string {
  const refs = new WeakMap<object, string>();
  return (error) => {
    const key = Object(error) as object;
    const ref = refs.get(key) ?? reportFault(log, error, { at: 'oidc' });
    refs.set(key, ref);
    return ref;
  };
}

function pagesOf(deps: OidcWebDeps, report: (error: unknown) => string) {
  return {
    async problem(ctx: KoaContextWithOIDC, error: unknown) {
      const isOurs = ctx.status >= 500;
      await writePage(ctx, deps, async (c) => {
        if (!isOurs) return showPage(c, 400, <StatusPage {...pageTexts.refused} />);
        return await faultPage(c, error, {
          database: deps.database,
          report,
          texts: pageTexts.fault,
        });
      });
    },
    async askToSignOut(ctx: KoaContextWithOIDC, xsrf: string) {
      const to = ctx.oidc.session?.state?.postLogoutRedirectUri;
      const origins = typeof to === 'string' ? [new URL(to).origin] : [];
      const action = ctx.oidc.urlFor('end_session_confirm');
      const page = <SignOutPage action={action} xsrf={xsrf} />;
      await writePage(ctx, deps, (c) => showPage(c, 200, page), origins);
    },
    async signedOut(ctx: KoaContextWithOIDC) {
      ctx.status = 303;
      ctx.redirect(`${deps.publicUrl}/sign-in?signed-out`);
    },
  };
}
