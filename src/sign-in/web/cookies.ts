import { cookie } from '../../platform/web/cookies.ts';

/**
 * The session. A name that no other tool has: with a shared domain browsers send it to them too, and proxies take it
 * out.
 */
export const sessionCookie = cookie('invitations-session', { acrossHosts: true });

/** Where people were signed in; says nothing about who is now. */
export const browserCookie = cookie('browser');

export const knownBrowserForMs = 400 * 86_400_000;
