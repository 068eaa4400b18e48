import type { Context } from 'hono';
import { getCookie, setCookie } from 'hono/cookie';

/** The __Host- prefix binds the cookie to exactly this host; browsers take it on https only. */
function cookieName(publicUrl: string): string {
  return publicUrl.startsWith('https:') ? '__Host-session' : 'session';
}

/** Gives the browser its session, for at most `maxAgeMs`. */
export function setSessionCookie(
  c: Context,
  publicUrl: string,
  session: { token: string; maxAgeMs: number },
): void {
  setCookie(c, cookieName(publicUrl), session.token, {
    path: '/',
    httpOnly: true,
    secure: publicUrl.startsWith('https:'),
    // Lax: people come in by links from their mail.
    sameSite: 'Lax',
    maxAge: session.maxAgeMs / 1000,
  });
}

/** The token that the browser sent, if any. */
export function sessionCookie(c: Context, publicUrl: string): string | undefined {
  return getCookie(c, cookieName(publicUrl));
}
