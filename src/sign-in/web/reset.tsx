import type { Context, Hono } from 'hono';
import type { NewPasswordProblem } from '../../members/api.ts';
import { cleanLink } from '../../platform/web/clean-link.ts';
import { readForm } from '../../platform/web/form.ts';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { shownAddress } from '../../shared/email-address.ts';
import { passwordText } from '../../shared/password.js';
import { resetTokenLength } from '../rules.ts';
import {
  askForReset,
  type DeadReset,
  type OpenedReset,
  openReset,
  resetPassword,
} from '../use-cases/reset.ts';
import {
  askingBrowser,
  chosenIn,
  type SignInWebDeps,
  shownWorkspace,
  signInAnswer,
  typedIn,
  wrongIn,
} from './browser.ts';
import { DeadResetPage, ForgotPage, ResetPage, ResetSentPage } from './pages.tsx';

/** The answer takes at least this long, so that its time doesn't tell whether an email was written. */
const minForgotMs = 250;

/** Getting back in without the password: asking for a link, and what is behind it. */
export function resetRoutes(web: Hono, deps: SignInWebDeps): void {
  web.get('/forgot', async (c) => {
    const known = await shownWorkspace(c, deps, c.req.query('workspace'));
    return showPage(c, 200, <ForgotPage {...known} sendsEmail={deps.sendsEmail} />);
  });
  web.post('/forgot', async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const workspace = await chosenIn(deps, form);
    const problems = wrongIn(form, workspace);
    if (problems) {
      const known = await shownWorkspace(c, deps, form.text('workspace'));
      const page = { ...known, sendsEmail: deps.sendsEmail, values: typedIn(form), problems };
      return showPage(c, 400, <ForgotPage {...page} />);
    }
    const email = shownAddress(form.text('email'));
    const { ipAddress } = askingBrowser(c, deps);
    const [waitMs] = await Promise.all([
      askForReset(deps, { workspace, email }, ipAddress),
      new Promise((resolve) => setTimeout(resolve, minForgotMs)),
    ]);
    if (waitMs > 0) return tooManyPage(c, waitMs);
    return showPage(c, 200, <ResetSentPage email={email} />);
  });
  web.get('/reset/:token', cleanLink('reset', resetTokenLength), async (c) => {
    const opened = await openReset(deps, c.req.param('token'));
    return opened.ok ? resetPage(c, deps, 200, opened.value) : deadReset(c, opened.refusal);
  });
  web.post('/reset/:token', async (c) => {
    const token = c.req.param('token');
    const opened = await openReset(deps, token);
    if (!opened.ok) return deadReset(c, opened.refusal);
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const answer = await resetPassword(deps, token, form.text('password'), askingBrowser(c, deps));
    if (answer.ok) {
      return signInAnswer(c, deps, answer.value, '/account?done=reset');
    }
    return answer.refusal.kind === 'link'
      ? deadReset(c, answer.refusal.state)
      : resetPage(c, deps, 400, answer.refusal.opened, answer.refusal.problem);
  });
}

function resetPage(
  c: Context,
  deps: SignInWebDeps,
  status: 200 | 400,
  { account, workspaceName, endsAt }: OpenedReset,
  problem?: NewPasswordProblem,
): Response {
  return showPage(
    c,
    status,
    <ResetPage
      workspaceName={workspaceName}
      displayName={account.member.displayName}
      email={account.member.email}
      endsAt={endsAt}
      passwordMinLength={deps.passwordMinLength}
      action={c.req.path}
      problem={problem && passwordText(problem, deps.passwordMinLength)}
    />,
  );
}

function deadReset(c: Context, state: DeadReset): Response {
  return showPage(c, state === 'ended' ? 410 : 404, <DeadResetPage state={state} />);
}
