import type { Context, Hono } from 'hono';
import { readForm } from '../../platform/web/form.ts';
import { showPage, tooManyPage } from '../../platform/web/server.tsx';
import { parseReturnAddress } from '../rules.ts';
import { codePath } from '../second-step-rules.ts';
import { codeTexts } from '../second-step-texts.ts';
import { isOnItsWay, signInWithCode } from '../use-cases/half-way.ts';
import { askingBrowser, codeUrl, type SignInWebDeps, signInAnswer } from './browser.ts';
import { CodePage } from './code-pages.tsx';
import { halfWayCookie } from './cookies.ts';
import { whatWasDone } from './require-session.tsx';
import { SignedOutPage } from './signed-out-page.tsx';

/** The second step of signing in: the code after the password. */
export function codeRoutes(web: Hono, deps: SignInWebDeps): void {
  web.get(codePath, async (c) => {
    const browser = askingBrowser(c, deps);
    const isOn = await isOnItsWay(deps, halfWayCookie.get(c, deps), browser);
    if (isOn) return codePage(c, deps, 200);
    const justDone = whatWasDone(c, deps.publicUrl);
    if (!justDone) return c.redirect('/sign-in', 303);
    const returnTo = returnAddress(c, deps) ?? '/account';
    const signInUrl = `/sign-in?return=${encodeURIComponent(returnTo)}`;
    return showPage(c, 401, <SignedOutPage signInUrl={signInUrl} justDone={justDone} />);
  });
  web.post(codePath, async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const halfWay = halfWayCookie.get(c, deps);
    const browser = askingBrowser(c, deps);
    const answer = await signInWithCode(deps, halfWay, form.text('code'), browser);
    const returnTo = returnAddress(c, deps);
    if (answer.ok) {
      deps.countSignIn('done');
      return signInAnswer(c, deps, answer.value, returnTo ?? '/account');
    }
    const { refusal } = answer;
    if (refusal.kind === 'gone') {
      halfWayCookie.clear(c, deps);
      return c.redirect(tooLateUrl(returnTo), 303);
    }
    deps.countSignIn(refusal.kind);
    if (refusal.kind === 'too_many') return tooManyPage(c, refusal.waitMs);
    const { wrong, wrongRecovery } = codeTexts;
    return codePage(c, deps, 400, isRecovery(c) ? wrongRecovery : wrong);
  });
}

function codePage(c: Context, deps: SignInWebDeps, status: 200 | 400, problem?: string): Response {
  const returnTo = returnAddress(c, deps);
  const [action, otherUrl] = [isRecovery(c), !isRecovery(c)].map((recovery) =>
    codeUrl({ returnTo, isRecovery: recovery }),
  );
  const page = { isRecovery: isRecovery(c), action: action ?? '', otherUrl: otherUrl ?? '' };
  return showPage(c, status, <CodePage {...page} problem={problem} />);
}

function isRecovery(c: Context): boolean {
  return c.req.query('with') === 'recovery';
}

function returnAddress(c: Context, deps: SignInWebDeps): string | undefined {
  return parseReturnAddress(c.req.query('return'), deps.publicUrl, deps.authReturnHosts);
}

function tooLateUrl(returnTo: string | undefined): string {
  const back = returnTo === undefined ? '' : `&return=${encodeURIComponent(returnTo)}`;
  return `/sign-in?too-late${back}`;
}
