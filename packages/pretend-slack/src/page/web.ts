import type { Context, Hono, MiddlewareHandler } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';
import { secureHeaders } from 'hono/secure-headers';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { PretendUser } from '../slack/state.ts';
import type { Look } from './look.tsx';
import { playable } from './person.tsx';
import type { Sandbox } from './sandbox.ts';

/** The page's routes; each knows who looks. */
export type SandboxWeb = Hono<SandboxEnv>;
export type SandboxContext = Context<SandboxEnv>;
type SandboxEnv = { Variables: { person: PretendUser } };

const cookie = 'sandbox-person';
const monthSeconds = 30 * 86_400;

/** Lets only our own pages, under our own name, do anything. */
export function guard(publicUrl: string): MiddlewareHandler {
  const own = new URL(publicUrl);
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      connectSrc: ["'self'"],
      frameSrc: ["'self'"],
      // Blocks may show pictures from anywhere.
      imgSrc: ["'self'", 'http:', 'https:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: false,
    referrerPolicy: 'same-origin',
    strictTransportSecurity: false,
    // The app's own pages on this address don't ask for it, and it must be all or none.
    originAgentCluster: false,
  });
  return async (c, next) => {
    const url = new URL(c.req.url);
    if (!isOwnHost(publicUrl, url.host))
      return c.text('This sandbox lives at another address.', 403);
    if (c.req.method !== 'GET' && c.req.method !== 'HEAD' && !isOwn(c, url, own)) {
      return c.text('This form came from another site, so we didn’t accept it.', 403);
    }
    let ownPolicy: string | null = null;
    const answer = await headers(c, async () => {
      await next();
      ownPolicy = c.res.headers.get('Content-Security-Policy');
    });
    if (ownPolicy) c.header('Content-Security-Policy', ownPolicy);
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    return answer;
  };
}

/** Whether a request is for us: somebody else's name may lead to this machine too (DNS rebinding). */
function isOwnHost(publicUrl: string, host: string | undefined): boolean {
  const url = `http://${host ?? ''}`;
  if (!URL.canParse(url)) return false;
  const names = ['localhost', '127.0.0.1', '[::1]', new URL(publicUrl).hostname];
  return names.includes(new URL(url).hostname);
}

// OWASP CSRF Prevention, "Fetch Metadata"; older browsers give the Origin only.
function isOwn(c: Context, url: URL, own: URL): boolean {
  const site = c.req.header('sec-fetch-site');
  if (site) return site === 'same-origin';
  const origin = c.req.header('origin');
  return origin === url.origin || origin === own.origin;
}

/** Finds out who this browser is; the owner at first. */
export function knowPerson(sandbox: Sandbox): MiddlewareHandler {
  return async (c, next) => {
    const people = playable(sandbox.slack.state);
    const person = people.find((one) => one.id === getCookie(c, cookie)) ?? people[0];
    if (!person) return c.text('There’s nobody in this Slack.', 500);
    c.set('person', person);
    return await next();
  };
}

/** Makes this browser somebody else. */
export function becomePerson(c: Context, id: string): void {
  setCookie(c, cookie, id, {
    path: '/',
    httpOnly: true,
    sameSite: 'Lax',
    maxAge: monthSeconds,
  });
}

/** What the screens of this request are given. */
export function lookOf(c: SandboxContext, sandbox: Sandbox, place: string): Look {
  const url = new URL(c.req.url);
  return { sandbox, person: c.get('person'), here: url.pathname + url.search, place };
}

/** The address of a conversation. */
export function channelHref(id: string): string {
  return `/sandbox/c/${id}`;
}

/** Answers with a screen. */
export function show(
  c: Context,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
): Response | Promise<Response> {
  return c.html(`<!DOCTYPE html>${page}`);
}

/** Goes back to where a form was sent from; to the beginning when that is no place of ours. */
export function goBack(c: Context, form: FormData): Response {
  const back = String(form.get('back') ?? '');
  const isOurs = back === '/' || /^\/sandbox\/[^\\]*$/.test(back);
  return c.redirect(isOurs ? back : '/', 303);
}

/** Whether somebody enters this screen; else its script only looks again, or comes back from an act. */
export function isEntered(c: Context): boolean {
  return (c.req.header('x-sandbox') ?? 'go') === 'go';
}

/** Whether the page's script asks, which learns of every change by itself. */
export function isScripted(c: Context): boolean {
  return c.req.header('x-sandbox') !== undefined;
}
