import type { Context, Hono } from 'hono';
import type { SentForm } from '../../platform/web/form.ts';
import { addPasskey, optionsToAdd, removePasskey, renamePasskey } from '../../sign-in/api.ts';
import {
  newPasskeyTexts,
  ownPasskeysTexts,
  passkeyNameTexts,
} from '../../sign-in/passkey-texts.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { askingBrowser, type SignInWebDeps } from '../../sign-in/web/browser.ts';
import { signInFirst } from '../../sign-in/web/fresh.ts';
import { giveOptions } from '../../sign-in/web/passkey-options.ts';
import { requireSession } from '../../sign-in/web/require-session.tsx';
import { done, problem, type Result } from './results.ts';

/** Where the script asks for what it adds a passkey with; whoever signed in too long ago is led to do so again. */
export function addingRoute(web: Hono, deps: SignInWebDeps): void {
  web.post('/account/passkey-options', requireSession(deps), async (c) => {
    const { signedIn } = c.var;
    const first = signInFirst(c, signedIn, '/account');
    return (
      first ?? (await giveOptions(c, deps, (browser) => optionsToAdd(deps, signedIn, browser)))
    );
  });
}

/** The forms of the account page that are about passkeys. */
export const passkeyActs = {
  async add_passkey(c: Context, deps: SignInWebDeps, signedIn: SignedIn, form: SentForm) {
    const first = signInFirst(c, signedIn, '/account');
    if (first) return first;
    const browser = askingBrowser(c, deps);
    const added = await addPasskey(deps, signedIn.member, form.text('passkey'), browser);
    if (added.ok) return done;
    const texts = { passkey: newPasskeyTexts.notMade, too_many: ownPasskeysTexts.tooMany };
    return problem('passkeys', texts[added.refusal]);
  },
  async rename_passkey(_c: Context, deps: SignInWebDeps, { member }: SignedIn, form: SentForm) {
    const [id, typed] = [form.text('passkeyId'), form.text('passkeyName')];
    const renamed = await renamePasskey(deps.database, member, { id, typed });
    return renamed.ok ? done : problem('passkeyName', passkeyNameTexts[renamed.refusal]);
  },
  async remove_passkey(c: Context, deps: SignInWebDeps, signedIn: SignedIn, form: SentForm) {
    const first = signInFirst(c, signedIn, '/account');
    if (first) return first;
    const browser = askingBrowser(c, deps);
    const removed = await removePasskey(deps, signedIn.member, form.text('passkeyId'), browser);
    return removed.ok ? done : problem('passkeys', ownPasskeysTexts.lastWay);
  },
} satisfies Record<string, (...about: never[]) => Promise<Result>>;
