import { createMiddleware } from 'hono/factory';
import type { Database } from '../platform/database.ts';
import { sessionCookie } from '../platform/session-cookie.ts';
import { showPage } from '../platform/web.tsx';
import type { SignedIn } from './rules.ts';
import { signedInWith } from './use-cases.ts';
import { SignedOutPage } from './web-pages.tsx';

/** Lets only signed-in members through; who they are is looked up anew for every request. */
export function requireSession(deps: { database: Database; publicUrl: string }) {
  return createMiddleware<{ Variables: { signedIn: SignedIn } }>(async (c, next) => {
    const token = sessionCookie(c, deps.publicUrl);
    const signedIn = token ? await signedInWith(deps.database, token) : undefined;
    if (!signedIn) return showPage(c, 401, <SignedOutPage />);
    c.set('signedIn', signedIn);
    return await next();
  });
}
