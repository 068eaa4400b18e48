import type { Context } from 'hono';
import type { Outcome } from '../../shared/outcome.ts';
import { challengeMs } from '../passkey-rules.ts';
import type { AskingBrowser } from '../use-cases/deps.ts';
import {
  type NoChallenge,
  newChallenged,
  type PasskeyOptions,
} from '../use-cases/passkey-challenges.ts';
import { askingBrowser, type SignInWebDeps } from './browser.ts';
import { challengedCookie } from './cookies.ts';

const challengedPattern = /^[\w-]{22}$/;

/** Answers the script that is about to ask an authenticator, with a challenge for this browser alone. */
export async function giveOptions(
  c: Context,
  deps: Pick<SignInWebDeps, 'publicUrl' | 'authCookieDomain' | 'trustProxy'>,
  ask: (
    browser: AskingBrowser,
  ) => Promise<Outcome<PasskeyOptions, NoChallenge | { readonly kind: 'link' }>>,
): Promise<Response> {
  const browser = askingBrowser(c, deps);
  const { challenged: before = '' } = browser;
  // Several tabs may ask at once: all of them go on with what the browser has.
  const challenged = challengedPattern.test(before) ? before : newChallenged();
  const options = await ask({ ...browser, challenged });
  if (!options.ok) return c.json({}, options.refusal.kind === 'too_many' ? 429 : 404);
  challengedCookie.set(c, deps, challenged, 2 * challengeMs);
  return c.json(options.value);
}
