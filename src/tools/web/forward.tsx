import type { Context, Hono } from 'hono';
import { roleName } from '../../members/rules.ts';
import { type CookieSite, cookiesBut } from '../../platform/web/cookies.ts';
import { rawExchange } from '../../platform/web/raw.ts';
import { showPage } from '../../platform/web/server.tsx';
import { forwardToken, signedInWith } from '../../sign-in/api.ts';
import { absoluteLimitMs, parseReturnAddress } from '../../sign-in/rules.ts';
import {
  isTooWeak,
  type Strength,
  strengthOf,
  wantedStrength,
} from '../../sign-in/strength-rules.ts';
import { forwardCookie, isOurCookie, sessionCookie } from '../../sign-in/web/cookies.ts';
import {
  askedAddress,
  hostOf,
  hostsReached,
  namedHosts,
  type ProxyHeaders,
} from '../forward-rules.ts';
import { type ProxiedHeader, proxiedHeaders } from '../proxy-text.ts';
import { madeUpText, toolClosedText } from '../texts.ts';
import { createWhoPasses, type ForwardDeps } from '../use-cases/forward.ts';
import { StrongerPage } from './pages.tsx';

/** What forward auth works with. */
export interface ForwardWebDeps extends ForwardDeps, CookieSite {
  readonly authReturnHosts: readonly string[];
}

const neverKept = { 'Cache-Control': 'no-store' };
/**
 * Those that a proxy writes over a browser's. The strength isn't among them: configurations made before there was one
 * leave it as it came.
 */
const overwrittenHeaders = new Set(
  proxiedHeaders
    .filter((each) => each !== 'Strength')
    .map((each) => `x-auth-${each.toLowerCase()}`),
);
const enterPath = '/auth/enter';
/** What a proxy adds for a tool that asks for more than a password. */
const strengthQuery = 'strength';

/**
 * Tells a proxy in front of another tool who is signed in: 200 with the member in headers, and with the cookies that the
 * tool may have; 401 with the way to sign in (302 when asked with `?redirect`, for proxies that hand the answer on to the
 * browser); or 403 for whom the tool isn't for.
 */
export function verifyRoute(web: Hono, deps: ForwardWebDeps): void {
  const whoPasses = createWhoPasses(deps);
  web.get('/auth/verify', async (c) => {
    if (madeUpHeader(c) !== undefined) return c.text(madeUpText, 403, neverKept);
    const asked = proxyHeaders(c);
    const wanted = wantedStrength(c.req.query(strengthQuery));
    const passing = await whoPasses(forwardCookie.get(c, deps), namedHosts(asked), wanted);
    if (passing === 'nobody' || passing === 'too_weak') {
      const status = c.req.query('redirect') === undefined ? 401 : 302;
      return c.body(null, status, {
        ...neverKept,
        Location: enterUrl(deps, askedAddress(asked), wanted),
      });
    }
    if (passing === 'closed') return c.text(toolClosedText, 403, neverKept);
    const { member, workspace, way } = passing;
    const isOurs = (name: string) => isOurCookie(name, deps);
    return c.body(null, 200, {
      ...neverKept,
      'X-Auth-Member': member.id,
      'X-Auth-Email': headerText(member.email),
      'X-Auth-Name': headerText(member.displayName),
      'X-Auth-Role': roleName(member.role),
      'X-Auth-Strength': strengthOf(way),
      'X-Auth-Team': workspace.slackTeamId,
      'X-Auth-Workspace-Id': workspace.id,
      'X-Auth-Workspace': headerText(workspace.name),
      // Always there: proxies that copy it would otherwise leave the browser's.
      Cookie: cookiesBut(c.req.header('cookie'), { isOurs }),
    } satisfies Record<string, string> & Record<`X-Auth-${ProxiedHeader}`, string>);
  });
}

/** Where browsers get the cookie that proxies ask about, by the session that they have or are about to get. */
export function enterRoute(web: Hono, deps: ForwardWebDeps): void {
  web.get(enterPath, async (c) => {
    const returnTo = returnAddress(deps, c.req.query('return'));
    const wanted = wantedStrength(c.req.query(strengthQuery));
    const here = enterAddress(returnTo, wanted);
    const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
    if (!signedIn) {
      return c.redirect(`/sign-in?return=${encodeURIComponent(here)}`, 303);
    }
    if (isTooWeak(signedIn.way, wanted)) {
      const toolName = hostOf(returnTo ?? '') ?? new URL(deps.publicUrl).hostname;
      return showPage(c, 403, <StrongerPage toolName={toolName} wanted={wanted} here={here} />);
    }
    forwardCookie.set(c, deps, forwardToken(deps.secrets, signedIn.sessionId), absoluteLimitMs);
    return c.redirect(returnTo ?? '/account', 303);
  });
}

/** Where the browser must go; back to what it asked for when that is one of the hosts that may be. */
function enterUrl(
  deps: ForwardWebDeps,
  asked: string | undefined,
  wanted: Strength | undefined,
): string {
  return deps.publicUrl + enterAddress(returnAddress(deps, asked), wanted);
}

function enterAddress(returnTo: string | undefined, wanted: Strength | undefined): string {
  const query = new URLSearchParams({
    ...(returnTo !== undefined && { return: returnTo }),
    ...(wanted && { [strengthQuery]: wanted }),
  });
  return query.size > 0 ? `${enterPath}?${query}` : enterPath;
}

function returnAddress(deps: ForwardWebDeps, typed: string | undefined): string | undefined {
  return parseReturnAddress(typed, deps.publicUrl, hostsReached(deps.authReturnHosts, deps));
}

/**
 * A header of the browser that tools may take for one of ours. Proxies write ours over a browser's, and not all can drop
 * the others.
 */
function madeUpHeader(c: Context): string | undefined {
  const names = Object.keys(rawExchange(c).incoming.headers);
  return names.find((name) => /^x[-_]auth/.test(name) && !overwrittenHeaders.has(name));
}

function proxyHeaders(c: Context): ProxyHeaders {
  return {
    url: c.req.header('x-original-url'),
    proto: c.req.header('x-forwarded-proto'),
    host: c.req.header('x-forwarded-host'),
    uri: c.req.header('x-forwarded-uri'),
  };
}

/**
 * A text as a header may hold it: printable ASCII stays, all else and % itself is percent-encoded (UTF-8),
 * so that decodeURIComponent gives the text back.
 */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent);
}
