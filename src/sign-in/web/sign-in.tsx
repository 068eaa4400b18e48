import type { Context, Hono } from 'hono';
import { readForm, type SentForm } from '../../platform/web/form.ts';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { relyingPartyOf } from '../passkey-rules.ts';
import { parseReturnAddress } from '../rules.ts';
import { signInTexts } from '../texts.ts';
import { signedInWith, signOut } from '../use-cases/open.ts';
import { signIn } from '../use-cases/sign-in.ts';
import {
  askingBrowser,
  chosenIn,
  clearSession,
  giveSession,
  type SignInWebDeps,
  shownWorkspace,
  typedIn,
  wrongIn,
} from './browser.ts';
import { sessionCookie } from './cookies.ts';
import { againQuery } from './fresh.ts';
import { SignInPage, type SignInProblems } from './pages.tsx';
import { passkeyRoutes } from './passkey.ts';
import { resetRoutes } from './reset.tsx';

/** Signing in and out. */
export function signInRoutes(web: Hono, deps: SignInWebDeps): void {
  web.get('/sign-in', async (c) => {
    const returnTo = returnAddress(deps, c.req.query('return'));
    const signedIn = await signedInWith(deps.database, sessionCookie.get(c, deps));
    const isAgain = c.req.query(againQuery) !== undefined;
    if (signedIn && !isAgain) return c.redirect(returnTo ?? '/account', 303);
    const isSignedOut = c.req.query('signed-out') !== undefined;
    const again = signedIn && {
      notice: signInTexts.again,
      values: { email: signedIn.member.email, slackDomain: '' },
      workspaceId: signedIn.workspace.id,
    };
    return await signInPage(c, deps, 200, {
      returnTo,
      notice: isSignedOut ? signInTexts.signedOut : undefined,
      ...again,
    });
  });
  web.post('/sign-in', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const returnTo = returnAddress(deps, form.text('return'));
    const workspace = await chosenIn(deps, form);
    const again = (problems: SignInProblems) => signInAgain(c, deps, form, problems);
    const wrong = wrongIn(form, workspace);
    if (wrong) return await again(wrong);
    const answer = await signIn(
      deps,
      { workspace, email: form.text('email'), password: form.text('password') },
      askingBrowser(c, deps),
    );
    deps.countSignIn(answer.ok ? 'done' : answer.refusal.kind);
    if (answer.ok) {
      giveSession(c, deps, answer.value);
      return c.redirect(returnTo ?? '/account', 303);
    }
    if (answer.refusal.kind === 'too_many') return tooManyPage(c, answer.refusal.waitMs);
    return await again({ form: signInTexts.wrong(form.text('workspace') === '') });
  });
  web.post('/sign-out', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const token = sessionCookie.get(c, deps);
    if (token) await signOut(deps.database, token);
    clearSession(c, deps);
    const returnTo = parseReturnAddress(form.text('return'), deps.publicUrl, []);
    return c.redirect(returnTo ?? '/sign-in?signed-out', 303);
  });
  resetRoutes(web, deps);
  passkeyRoutes(web, deps, {
    returnTo: (form) => returnAddress(deps, form.text('return')),
    again: (c, form, problems) => signInAgain(c, deps, form, problems),
  });
}

function returnAddress(deps: SignInWebDeps, typed: string | undefined): string | undefined {
  return parseReturnAddress(typed, deps.publicUrl, deps.authReturnHosts);
}

/** Shows the page again, with what was typed into it and what is wrong. */
async function signInAgain(
  c: Context,
  deps: SignInWebDeps,
  form: SentForm,
  problems: SignInProblems,
): Promise<Response> {
  return await signInPage(c, deps, 400, {
    returnTo: returnAddress(deps, form.text('return')),
    workspaceId: form.text('workspace'),
    values: typedIn(form),
    problems,
  });
}

async function signInPage(
  c: Context,
  deps: SignInWebDeps,
  status: 200 | 400,
  page: {
    returnTo: string | undefined;
    workspaceId?: string;
    values?: { email: string; slackDomain: string };
    problems?: SignInProblems;
    notice?: string | undefined;
  },
): Promise<Response> {
  const { values = { email: '', slackDomain: '' }, workspaceId, ...rest } = page;
  const known = await shownWorkspace(c, deps, workspaceId ?? c.req.query('workspace'));
  const hasPasskeys = relyingPartyOf(deps.publicUrl) !== undefined;
  // The way in, for everybody: nothing personal stands there, so it may be found.
  c.header('X-Robots-Tag', 'all');
  return showPage(
    c,
    status,
    <SignInPage {...known} {...rest} values={values} hasPasskeys={hasPasskeys} />,
  );
}
