import type { Context, Hono } from 'hono';
import { readForm, type SentForm } from '../../platform/web/form.ts';
import { passkeySignInTexts } from '../passkey-texts.ts';
import { optionsToSignIn } from '../use-cases/passkey-challenges.ts';
import { signInWithPasskey } from '../use-cases/passkey-sign-in.ts';
import { askingBrowser, giveSession, type SignInWebDeps } from './browser.ts';
import type { SignInProblems } from './pages.tsx';
import { giveOptions } from './passkey-options.ts';

/** Signing in with a passkey. */
export function passkeyRoutes(
  web: Hono,
  deps: SignInWebDeps,
  page: {
    /** Where the form leads, when it was right. */
    returnTo(form: SentForm): string | undefined;
    /** Shows the sign-in page again. */
    again(c: Context, form: SentForm, problems: SignInProblems): Promise<Response>;
  },
): void {
  web.post('/sign-in/passkey/options', (c) =>
    giveOptions(c, deps, (browser) => optionsToSignIn(deps, browser)),
  );
  web.post('/sign-in/passkey', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const answer = await signInWithPasskey(deps, form.text('passkey'), askingBrowser(c, deps));
    deps.countSignIn(answer.ok ? 'done' : answer.refusal);
    if (!answer.ok) return await page.again(c, form, { form: passkeySignInTexts.wrong });
    giveSession(c, deps, answer.value);
    return c.redirect(page.returnTo(form) ?? '/account', 303);
  });
}
