import type { Context } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Database } from '../../platform/database/database.ts';
import type { CookieSite } from '../../platform/web/cookies.ts';
import { showPage } from '../../platform/web/server.tsx';
import type { JustDone, SignedIn } from '../rules.ts';
import { heldUpWith, signedInWith } from '../use-cases/open.ts';
import { sessionCookie } from './cookies.ts';
import { setUpUrl } from './fresh.ts';
import { SignedOutPage } from './signed-out-page.tsx';

/**
 * Lets only signed-in members through; who they are is looked up anew for every request. Whoever has to set up a second
 * step first is led there; the others are led to sign in and back, to the very address where its query says what is wanted.
 */
export function requireSession(
  deps: CookieSite & { database: Database },
  {
    withQuery = false,
    heldUpToo = false,
  }: {
    readonly withQuery?: boolean;
    /** For where a second step is set up. */
    readonly heldUpToo?: boolean;
  } = {},
) {
  return createMiddleware<{ Variables: { signedIn: SignedIn } }>(async (c, next) => {
    const token = sessionCookie.get(c, deps);
    const open = await signedInWith(deps.database, token);
    const heldUp = open ? undefined : await heldUpWith(deps.database, token);
    if (heldUp && !heldUpToo) {
      const isPage = c.req.method === 'GET';
      return c.redirect(setUpUrl(isPage ? c.req.path + new URL(c.req.url).search : undefined), 303);
    }
    const signedIn = open ?? heldUp;
    if (!signedIn) {
      const wanted = withQuery ? c.req.path + new URL(c.req.url).search : c.req.path;
      const signInUrl = `/sign-in?return=${encodeURIComponent(wanted)}`;
      const justDone = whatWasDone(c, deps.publicUrl);
      return showPage(c, 401, <SignedOutPage signInUrl={signInUrl} justDone={justDone} />);
    }
    c.set('signedIn', signedIn);
    return await next();
  });
}

/**
 * What somebody may have done just before they came here without a session, by the address that it leads to or by the
 * page that they come from: only a right sign-in leads from there to an account. Whoever sends any cookie was merely
 * signed out: the one that knows the browser again stays for a year.
 */
export function whatWasDone(c: Context, publicUrl: string): JustDone | undefined {
  if (c.req.header('cookie') !== undefined) return undefined;
  if (c.req.query('joined') !== undefined) return 'joined';
  if (c.req.query('done') === 'reset') return 'reset';
  // Where a code is asked for after it.
  if (c.req.query('return') === '/account?done=reset') return 'reset';
  const from = c.req.header('referer') ?? '';
  if (!URL.canParse(from)) return undefined;
  const { origin, pathname } = new URL(from);
  const isFromSignIn = origin === new URL(publicUrl).origin && pathname === '/sign-in';
  return isFromSignIn ? 'signed_in' : undefined;
}
