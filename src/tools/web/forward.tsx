import type { IncomingHttpHeaders } from 'node:http';
import type { Hono } from 'hono';
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
  const enterUrl = enterUrlsOf(deps);
  web.get('/auth/verify', async (c) => {
    // As Node has them: to make others of them takes as long as to answer.
    const { headers } = rawExchange(c).incoming;
    if (hasMadeUp(headers)) return c.text(madeUpText, 403, neverKept);
    const asked = proxyHeaders(headers);
    const wanted = wantedStrength(c.req.query(strengthQuery));
    const passing = await whoPasses(
      forwardCookie.in(headers.cookie, deps),
      namedHosts(asked),
      wanted,
    );
    if (passing === 'nobody' || passing === 'too_weak') {
      const status = c.req.query('redirect') === undefined ? 401 : 302;
      const way = { ...neverKept, Location: enterUrl(askedAddress(asked), wanted) };
      return new Response(null, { status, headers: way });
    }
    if (passing === 'closed') return c.text(toolClosedText, 403, neverKept);
    const { member, workspace, way } = passing;
    const isOurs = (name: string) => isOurCookie(name, deps);
    // Not by Hono, which sets headers one by one: that takes longer than to find out who it is.
    const told = {
      'Cache-Control': 'no-store',
      'X-Auth-Member': member.id,
      'X-Auth-Email': headerText(member.email),
      'X-Auth-Name': headerText(member.displayName),
      'X-Auth-Role': roleName(member.role),
      'X-Auth-Strength': strengthOf(way),
      'X-Auth-Team': workspace.slackTeamId,
      'X-Auth-Workspace-Id': workspace.id,
      'X-Auth-Workspace': headerText(workspace.name),
      // Always there: proxies that copy it would otherwise leave the browser's.
      Cookie: cookiesBut(headers.cookie, { isOurs }),
    } satisfies Record<string, string> & Record<`X-Auth-${ProxiedHeader}`, string>;
    return new Response(null, { headers: told });
  });
}

/** Where browsers get the cookie that proxies ask about, by the session that they have or are about to get. */
export function enterRoute(web: Hono, deps: ForwardWebDeps): void {
  const returnAddress = returnAddresses(deps);
  web.get(enterPath, async (c) => {
    const returnTo = returnAddress(c.req.query('return'));
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

/** Where browsers must go: back to what they asked for when that is one of the hosts that may be. */
function enterUrlsOf(deps: ForwardWebDeps) {
  const returnAddress = returnAddresses(deps);
  return (asked: string | undefined, wanted: Strength | undefined): string =>
    deps.publicUrl + enterAddress(returnAddress(asked), wanted);
}

function enterAddress(returnTo: string | undefined, wanted: Strength | undefined): string {
  if (returnTo === undefined && !wanted) return enterPath;
  const query = new URLSearchParams({
    ...(returnTo !== undefined && { return: returnTo }),
    ...(wanted && { [strengthQuery]: wanted }),
  });
  return `${enterPath}?${query}`;
}

function returnAddresses(deps: ForwardWebDeps) {
  const hosts = hostsReached(deps.authReturnHosts, deps);
  return (typed: string | undefined) => parseReturnAddress(typed, deps.publicUrl, hosts);
}

/**
 * Whether there is a header of the browser that tools may take for one of ours. Proxies write ours over a browser's, and
 * not all can drop the others.
 */
function hasMadeUp(headers: IncomingHttpHeaders): boolean {
  for (const name in headers) {
    if (/^x[-_]auth/.test(name) && !overwrittenHeaders.has(name)) return true;
  }
  return false;
}

function proxyHeaders(headers: IncomingHttpHeaders): ProxyHeaders {
  const sent = (name: string) => headers[name]?.toString();
  return {
    url: sent('x-original-url'),
    proto: sent('x-forwarded-proto'),
    host: sent('x-forwarded-host'),
    uri: sent('x-forwarded-uri'),
  };
}

/**
 * A text as a header may hold it: printable ASCII stays, all else and % itself is percent-encoded (UTF-8),
 * so that decodeURIComponent gives the text back.
 */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent);
}
