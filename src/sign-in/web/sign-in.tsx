import type { Context, Hono } from 'hono';
import { readForm, type SentForm } from '../../platform/web/form.ts';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { relyingPartyOf } from '../passkey-rules.ts';
import { parseReturnAddress } from '../rules.ts';
import { signInTexts } from '../texts.ts';
import type { DisownDeps } from '../use-cases/disown.ts';
import { heldUpWith, signedInWith, signOut } from '../use-cases/open.ts';
import { signIn } from '../use-cases/sign-in.ts';
import {
  askingBrowser,
  chosenIn,
  clearSession,
  type SignInWebDeps,
  shownWorkspace,
  signInAnswer,
  typedIn,
  wrongIn,
} from './browser.ts';
import { codeRoutes } from './code.tsx';
import { sessionCookie } from './cookies.ts';
import { againQuery, setUpUrl } from './fresh.ts';
import { notMeRoutes } from './not-me.tsx';
import { SignInPage, type SignInProblems } from './pages.tsx';
import { passkeyRoutes } from './passkey.ts';
import { resetRoutes } from './reset.tsx';
import { signInLinkRoutes } from './sign-in-link.tsx';
import { slackPath } from './slack-paths.ts';

/** Signing in and out. */
export function signInRoutes(web: Hono, deps: SignInWebDeps & DisownDeps): void {
  web.get('/sign-in', async (c) => {
    const returnTo = returnAddress(deps, c.req.query('return'));
    const token = sessionCookie.get(c, deps);
    const open = await signedInWith(deps.database, token);
    const isAgain = c.req.query(againQuery) !== undefined;
    if (open && !isAgain) return c.redirect(returnTo ?? '/account', 303);
    const heldUp = open ? undefined : await heldUpWith(deps.database, token);
    if (heldUp && !isAgain) return c.redirect(setUpUrl(returnTo), 303);
    const signedIn = open ?? heldUp;
    const again = signedIn && {
      notice: signInTexts.again,
      values: { email: signedIn.member.email, slackDomain: '' },
      workspaceId: signedIn.workspace.id,
    };
    return await signInPage(c, deps, 200, {
      returnTo,
      notice: noticeFor(c),
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
      return signInAnswer(c, deps, answer.value, returnTo ?? '/account');
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
  codeRoutes(web, deps);
  resetRoutes(web, deps);
  signInLinkRoutes(web, deps);
  passkeyRoutes(web, deps, {
    returnTo: (form) => returnAddress(deps, form.text('return')),
    again: (c, form, problems) => signInAgain(c, deps, form, problems),
  });
  notMeRoutes(web, deps);
}

/** What is to be known before somebody signs in. */
function noticeFor(c: Context): string | undefined {
  if (c.req.query('signed-out') !== undefined) return signInTexts.signedOut;
  return c.req.query('too-late') === undefined ? undefined : signInTexts.tooLate;
}

function returnAddress(deps: SignInWebDeps, typed: string | undefined): string | undefined {
  return parseReturnAddress(typed, deps.publicUrl, deps.authReturnHosts);
}

/** The way to Slack from there, and back to where they want to go. */
function slackHrefFor(workspace: string | undefined, returnTo: string | undefined): string {
  const wanted = { ...(workspace && { workspace }), ...(returnTo && { return: returnTo }) };
  const query = new URLSearchParams(wanted).toString();
  return query === '' ? slackPath : `${slackPath}?${query}`;
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
  const slackHref = deps.slackSignIn && slackHrefFor(known.workspace?.id, rest.returnTo);
  return showPage(
    c,
    status,
    <SignInPage
      {...known}
      {...rest}
      values={values}
      slackHref={slackHref}
      hasPasskeys={hasPasskeys}
    />,
  );
}
