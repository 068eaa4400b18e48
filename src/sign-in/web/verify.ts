import type { Context, Hono } from 'hono';
import { roleName } from '../../members/rules.ts';
import { mayUseTools, parseReturnAddress } from '../rules.ts';
import { toolClosedText } from '../texts.ts';
import { signedInWith } from '../use-cases/open.ts';
import type { SignInWebDeps } from './browser.ts';
import { sessionCookie } from './cookies.ts';

const neverKept = { 'Cache-Control': 'no-store' };

interface VerifyDeps extends SignInWebDeps {
  /** The Slack teams whose members are let through; undefined when the operator named none. */
  readonly authTeams: readonly string[] | undefined;
}

/**
 * Tells a proxy in front of another tool who is signed in: 200 with the member in headers, 401 with the way to
 * sign-in (302 when asked with `?redirect`, for proxies that hand the answer on to the browser), or 403 for members
 * of workspaces that the tools are not for.
 */
export function verifyRoute(web: Hono, deps: VerifyDeps): void {
  web.get('/auth/verify', async (c) => {
    const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
    if (!signedIn) {
      const status = c.req.query('redirect') === undefined ? 401 : 302;
      return c.body(null, status, { ...neverKept, Location: signInUrl(c, deps) });
    }
    const { member, workspace } = signedIn;
    if (!mayUseTools(workspace, deps)) return c.text(toolClosedText, 403, neverKept);
    return c.body(null, 200, {
      ...neverKept,
      'X-Auth-Member': member.id,
      'X-Auth-Email': headerText(member.email),
      'X-Auth-Name': headerText(member.displayName),
      'X-Auth-Role': roleName(member.role),
      'X-Auth-Workspace': headerText(workspace.name),
      'X-Auth-Workspace-Id': workspace.id,
      'X-Auth-Team': workspace.slackTeamId,
    });
  });
}

/** Where the browser must go; back to what it asked for when that is one of the hosts that may be. */
function signInUrl(c: Context, deps: SignInWebDeps): string {
  const asked = parseReturnAddress(originalUrl(c), deps.publicUrl, deps.authReturnHosts);
  const query = asked === undefined ? '' : `?return=${encodeURIComponent(asked)}`;
  return `${deps.publicUrl}/sign-in${query}`;
}

/** What the browser asked the proxy for, in nginx's usual header or in those of Caddy and Traefik. */
function originalUrl(c: Context): string | undefined {
  const whole = c.req.header('x-original-url');
  if (whole) return whole;
  const host = c.req.header('x-forwarded-host');
  const uri = c.req.header('x-forwarded-uri');
  if (!host || !uri) return undefined;
  return `${c.req.header('x-forwarded-proto') ?? 'https'}://${host}${uri}`;
}

/**
 * A text as a header may hold it: printable ASCII stays, all else and % itself is percent-encoded (UTF-8),
 * so that decodeURIComponent gives the text back.
 */
export function headerText(text: string): string {
  return text.replace(/[^\x20-\x24\x26-\x7e]+/gu, encodeURIComponent);
}
