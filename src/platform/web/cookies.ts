import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** What decides how cookies are called and where browsers send them. */
export interface CookieSite {
  readonly publicUrl: string;
  /** The domain whose hosts all get the session; undefined for this very host only. */
  readonly authCookieDomain: string | undefined;
}

/**
 * The cookies that browsers keep for us: the session, what is known of a browser that was signed in, and the
 * installation that somebody is about to make.
 */
type CookieName = typeof sessionName | 'browser' | 'install';

/** A name that no other tool has: with a shared domain browsers send it to them too, and proxies take it out. */
const sessionName = 'invitations-session';

const knownBrowserForMs = 400 * 86_400_000;

/** Gives the browser its session, for at most `maxAgeMs`. */
export function setSessionCookie(
  c: Context,
  site: CookieSite,
  session: { token: string; maxAgeMs: number },
): void {
  set(c, site, sessionName, session.token, session.maxAgeMs);
}

/** The session token that the browser sent, if any. */
export function sessionCookie(c: Context, site: CookieSite): string | undefined {
  return getCookie(c, nameOf(site, sessionName));
}

/** Takes the session away from the browser. */
export function clearSessionCookie(c: Context, site: CookieSite): void {
  deleteCookie(c, nameOf(site, sessionName), optionsOf(site, sessionName));
}

/** Lets the browser remember where people were signed in; says nothing about who is now. */
export function setBrowserCookie(c: Context, site: CookieSite, value: string): void {
  set(c, site, 'browser', value, knownBrowserForMs);
}

/** What {@link setBrowserCookie} gave, if the browser still has it. Anybody can write anything there. */
export function browserCookie(c: Context, site: CookieSite): string | undefined {
  return getCookie(c, nameOf(site, 'browser'));
}

/** Binds the installation that somebody starts to their browser. */
export function setInstallCookie(c: Context, site: CookieSite, value: string, ms: number): void {
  set(c, site, 'install', value, ms);
}

/** What {@link setInstallCookie} gave, if the browser still has it. */
export function installCookie(c: Context, site: CookieSite): string | undefined {
  return getCookie(c, nameOf(site, 'install'));
}

/** The installation is made, or has failed. */
export function clearInstallCookie(c: Context, site: CookieSite): void {
  deleteCookie(c, nameOf(site, 'install'), optionsOf(site, 'install'));
}

function set(c: Context, site: CookieSite, name: CookieName, value: string, ms: number): void {
  setCookie(c, nameOf(site, name), value, { ...optionsOf(site, name), maxAge: ms / 1000 });
}

/** The prefix binds the cookie to https, and __Host- to exactly this host; without https there is none. */
function nameOf(site: CookieSite, name: CookieName): string {
  if (!site.publicUrl.startsWith('https:')) return name;
  return domainOf(site, name) ? `__Secure-${name}` : `__Host-${name}`;
}

function domainOf(site: CookieSite, name: CookieName): string | undefined {
  return name === sessionName ? site.authCookieDomain : undefined;
}

function optionsOf(site: CookieSite, name: CookieName) {
  const domain = domainOf(site, name);
  return {
    path: '/',
    httpOnly: true,
    secure: site.publicUrl.startsWith('https:'),
    // Lax: people come in by links from their mail.
    sameSite: 'Lax',
    ...(domain && { domain }),
  } as const;
}
