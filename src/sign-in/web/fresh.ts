import type { Context } from 'hono';
import type { SignedIn } from '../rules.ts';
import { secondStepPath } from '../second-step-rules.ts';

/** In the address of the sign-in page: it is for somebody who is signed in, and proves anew who they are. */
export const againQuery = 'again';

/** Where a second step is set up, by whoever is on the way to `returnTo`. */
export function setUpUrl(returnTo: string | undefined): string {
  const query = returnTo === undefined ? '' : `?return=${encodeURIComponent(returnTo)}`;
  return secondStepPath + query;
}

/**
 * Sends somebody to sign in once more who signed in too long ago to change how they sign in, and then back to `returnTo`;
 * gives undefined for whoever may go on (ASVS 5.0, 7.5.1).
 */
export function signInFirst(
  c: Context,
  { isFresh }: Pick<SignedIn, 'isFresh'>,
  returnTo: string,
): Response | undefined {
  if (isFresh) return undefined;
  return c.redirect(`/sign-in?${againQuery}&return=${encodeURIComponent(returnTo)}`, 303);
}
