import { createMiddleware } from 'hono/factory';
import type { Database } from '../platform/database.ts';
import { type CookieSite, sessionCookie } from '../platform/session-cookie.ts';
import { showPage } from '../platform/web.tsx';
import type { SignedIn } from './rules.ts';
import { signedInWith } from './use-cases/open.ts';
import { SignedOutPage } from './web-pages.tsx';

/** Lets only signed-in members through; who they are is looked up anew for every request. */
export function requireSession(deps: CookieSite & { database: Database }) {
  return createMiddleware<{ Variables: { signedIn: SignedIn } }>(async (c, next) => {
    const signedIn = await signedInWith(deps.database, sessionCookie(c, deps));
    if (!signedIn) {
      const signInUrl = `/sign-in?return=${encodeURIComponent(c.req.path)}`;
      return showPage(c, 401, <SignedOutPage signInUrl={signInUrl} />);
    }
    c.set('signedIn', signedIn);
    return await next();
  });
}
