import type { Context, Hono } from 'hono';
import { readForm, type SentForm } from '../../platform/web/form.ts';
import { showPage, statusPage, tooManyPage } from '../../platform/web/server.tsx';
import { appLink } from '../one-time-code.ts';
import { parseReturnAddress, type SignedIn } from '../rules.ts';
import { mayTurnOff, type SecondStepState, secondStepPath } from '../second-step-rules.ts';
import { confirmTexts, setUpTexts } from '../second-step-texts.ts';
import {
  type Offered,
  offeredBefore,
  offerSecret,
  renewRecoveryCodes,
  secondStepOf,
  turnOff,
  turnOn,
} from '../use-cases/second-step.ts';
import { askingBrowser, giveSession, type SignInWebDeps } from './browser.ts';
import { setUpUrl, signInFirst } from './fresh.ts';
import { qrCode } from './qr.ts';
import { requireSession } from './require-session.tsx';
import { ConfirmPage, RecoveryCodesPage, SecondStepPage, SetUpPage } from './second-step-pages.tsx';

/** A request about somebody's second step. */
interface Asked {
  readonly c: Context;
  readonly deps: SignInWebDeps;
  readonly signedIn: SignedIn;
  readonly state: SecondStepState;
}

/**
 * Where a member sets their second step up, changes it, and turns it off. The one page that also opens to whoever is held
 * up until they have one.
 */
export function secondStepRoutes(web: Hono, deps: SignInWebDeps): void {
  const session = requireSession(deps, { heldUpToo: true });
  web.get(secondStepPath, session, async (c) => {
    const { signedIn } = c.var;
    const state = await secondStepOf(deps, signedIn);
    const asked = { c, deps, signedIn, state };
    const act = state.madeAt ? c.req.query('do') : 'app';
    if (state.madeAt && act !== 'app' && act !== 'codes' && act !== 'off') {
      return standPage(asked, state.madeAt);
    }
    const here = c.req.path + new URL(c.req.url).search;
    const first = signInFirst(c, signedIn, here);
    if (first) return first;
    if (act !== 'app') return confirmPage(asked, act === 'off' ? 'off' : 'codes');
    return setUpPage(asked, 200, offerSecret(deps, signedIn));
  });
  web.post(secondStepPath, session, async (c) => {
    const form = await readForm(c);
    if (form instanceof Response) return form;
    const { signedIn } = c.var;
    const state = await secondStepOf(deps, signedIn);
    const first = signInFirst(c, signedIn, lateUrl(c, deps));
    if (first) return first;
    const asked = { c, deps, signedIn, state };
    const act = form.text('act');
    if (act === 'on') return await on(asked, form);
    if (act === 'codes') return await newCodes(asked, form);
    return act === 'off' ? await off(asked, form) : statusPage(c, 400);
  });
}

async function on(asked: Asked, form: SentForm): Promise<Response> {
  const { c, deps, signedIn } = asked;
  const offered = offeredBefore(deps, signedIn, form.text('sealed'));
  // Somebody has signed in anew since: another secret is shown.
  if (!offered) return c.redirect(lateUrl(c, deps), 303);
  const typed = { code: form.text('code'), present: form.text('present') };
  const browser = askingBrowser(c, deps);
  const turned = await turnOn(deps, signedIn, { secret: offered.secret, form: typed }, browser);
  if (turned.ok) {
    giveSession(c, deps, turned.value);
    return codesPage(asked, turned.value.codes, true);
  }
  const { refusal } = turned;
  if (refusal.kind === 'too_many') return tooManyPage(c, refusal.waitMs);
  if (refusal.kind === 'wrong_new') {
    return setUpPage(asked, 400, offered, { code: setUpTexts.wrong });
  }
  if (refusal.kind === 'wrong') {
    return setUpPage(asked, 400, offered, { present: setUpTexts.wrongPresent });
  }
  return c.redirect(lateUrl(c, deps), 303);
}

async function newCodes(asked: Asked, form: SentForm): Promise<Response> {
  const { c, deps, signedIn } = asked;
  const made = await renewRecoveryCodes(deps, signedIn, form.text('code'), askingBrowser(c, deps));
  if (made.ok) return codesPage(asked, made.value, false);
  const { refusal } = made;
  if (refusal.kind === 'too_many') return tooManyPage(c, refusal.waitMs);
  return confirmPage(asked, 'codes', confirmTexts.wrong);
}

async function off(asked: Asked, form: SentForm): Promise<Response> {
  const { c, deps, signedIn } = asked;
  const turned = await turnOff(deps, signedIn, form.text('code'), askingBrowser(c, deps));
  if (turned.ok) return c.redirect('/account?done=second_step_off', 303);
  const { refusal } = turned;
  if (refusal.kind === 'too_many') return tooManyPage(c, refusal.waitMs);
  const { wrong, askedMeanwhile } = confirmTexts;
  return confirmPage(asked, 'off', refusal.kind === 'wrong' ? wrong : askedMeanwhile);
}

function standPage({ c, signedIn, state }: Asked, madeAt: Date): Response {
  const page = {
    isLate: isLate(c),
    workspaceName: signedIn.workspace.name,
    state: { ...state, madeAt },
    mayTurnOff: mayTurnOff(state, signedIn.way),
  };
  return showPage(c, 200, <SecondStepPage {...page} />);
}

function confirmPage({ c, signedIn }: Asked, act: 'codes' | 'off', problem?: string): Response {
  const { name: workspaceName } = signedIn.workspace;
  const page = <ConfirmPage act={act} workspaceName={workspaceName} problem={problem} />;
  return showPage(c, problem ? 400 : 200, page);
}

function setUpPage(
  { c, deps, signedIn, state }: Asked,
  status: 200 | 400,
  { secret, sealed }: Offered,
  problems?: { code?: string; present?: string },
): Response {
  const { workspace, member } = signedIn;
  const link = appLink(secret, { workspaceName: workspace.name, email: member.email });
  const page = {
    workspaceName: workspace.name,
    isAsked: state.isAsked,
    isReplaced: state.madeAt !== undefined,
    isLate: isLate(c),
    picture: qrCode(link),
    link,
    secret,
    sealed,
    action: setUpUrl(returnAddress(c, deps)),
    ...(problems && { problems }),
  };
  return showPage(c, status, <SetUpPage {...page} />);
}

function codesPage(
  { c, deps, signedIn }: Asked,
  codes: readonly string[],
  isOn: boolean,
): Response {
  const { workspace, member } = signedIn;
  const page = { workspaceName: workspace.name, email: member.email, codes, isOn };
  const goOnUrl = returnAddress(c, deps) ?? '/account';
  return showPage(c, 200, <RecoveryCodesPage {...page} goOnUrl={goOnUrl} />);
}

function returnAddress(c: Context, deps: SignInWebDeps): string | undefined {
  return parseReturnAddress(c.req.query('return'), deps.publicUrl, deps.authReturnHosts);
}

const lateQuery = 'late';

/** The page anew for whoever sent what nothing could be done with any more: it says so. */
function lateUrl(c: Context, deps: SignInWebDeps): string {
  const returnTo = returnAddress(c, deps);
  const query = new URLSearchParams({ ...(returnTo !== undefined && { return: returnTo }) });
  query.set(lateQuery, '');
  return `${secondStepPath}?${query}`;
}

function isLate(c: Context): boolean {
  return c.req.query(lateQuery) !== undefined;
}
