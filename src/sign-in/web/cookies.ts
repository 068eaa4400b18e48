import { type CookieSite, cookie } from '../../platform/web/cookies.ts';

/** The session: for this host alone. */
export const sessionCookie = cookie('invitations-session');

/**
 * Tells proxies in front of other tools who is signed in, and opens nothing of ours: browsers send it to other hosts,
 * too, where the domain is shared.
 */
export const forwardCookie = cookie('invitations-forward', { acrossHosts: true });

/** Half a sign-in: the password was right, and the code is to come. */
export const halfWayCookie = cookie('invitations-half-way');

/** Which browser was given a challenge for a passkey: it is answered there, or nowhere. */
export const challengedCookie = cookie('invitations-passkey');

/** Where people were signed in; says nothing about who is now. */
export const browserCookie = cookie('browser');

export const knownBrowserForMs = 400 * 86_400_000;

/** Whether a cookie of this name is one of ours, as far as tools on this site may be sent it. */
export function isOurCookie(name: string, site: CookieSite): boolean {
  if (/^(?:__(?:secure|host)-)?invitations-(?:session|forward|half-way|passkey)$/i.test(name))
    return true;
  return name === browserCookie.nameFor(site);
}
