import type { Context } from 'hono';
import type { SlackOpenId } from '../../platform/slack/openid.ts';
import type { CookieSite } from '../../platform/web/cookies.ts';
import type { SentForm } from '../../platform/web/form.ts';
import { browserAddress } from '../../platform/web/server.tsx';
import { parseWorkspaceId } from '../../shared/ids.ts';
import { shownAgain, withoutUnseen } from '../../shared/typed-text.ts';
import { parseSlackDomain } from '../../workspaces/rules.ts';
import { rememberedWorkspace } from '../known-browser.ts';
import { absoluteLimitMs, shapeProblem } from '../rules.ts';
import { codePath, halfWayMs } from '../second-step-rules.ts';
import { type ShapeProblems, shapeProblemTexts } from '../texts.ts';
import type { AskingBrowser, HalfWayDone, SignInDeps, SignInDone } from '../use-cases/deps.ts';
import { type WorkspaceChoice, workspaceToSignInTo } from '../use-cases/sign-in.ts';
import {
  browserCookie,
  challengedCookie,
  forwardCookie,
  halfWayCookie,
  knownBrowserForMs,
  sessionCookie,
} from './cookies.ts';

/** What the sessions' pages work with. */
export interface SignInWebDeps extends SignInDeps, CookieSite {
  readonly trustProxy: number;
  /** Other hosts that people may be sent back to after signing in. */
  readonly authReturnHosts: readonly string[];
  /** How people sign in with Slack; undefined where the app has no ID for that. */
  readonly slackSignIn: SlackOpenId | undefined;
  /** Whether teams install the app by OAuth, and may uninstall it. */
  readonly isByOauth: boolean;
  readonly countSignIn: (result: 'done' | 'wrong' | 'too_many') => void;
}

/** The browser that sent a request, with what it kept of earlier times. */
export function askingBrowser(
  c: Context,
  deps: CookieSite & { readonly trustProxy: number },
): AskingBrowser {
  return {
    userAgent: c.req.header('user-agent') ?? '',
    ipAddress: browserAddress(c, deps.trustProxy),
    kept: browserCookie.get(c, deps),
    replaces: sessionCookie.get(c, deps),
    challenged: challengedCookie.get(c, deps),
  };
}

/** Signs the browser in that gets this answer. */
export function giveSession(c: Context, site: CookieSite, session: SignInDone): void {
  clearForward(c, site);
  if (halfWayCookie.get(c, site) !== undefined) halfWayCookie.clear(c, site);
  sessionCookie.set(c, site, session.token, absoluteLimitMs);
  browserCookie.set(c, site, session.kept, knownBrowserForMs);
}

/**
 * Signs the browser in that gets this answer and sends it to `returnTo`, or first to where the code is asked for that is to
 * come.
 */
export function signInAnswer(
  c: Context,
  site: CookieSite,
  signedIn: SignInDone | HalfWayDone,
  returnTo: string,
): Response {
  if ('token' in signedIn) {
    giveSession(c, site, signedIn);
    return c.redirect(returnTo, 303);
  }
  halfWayCookie.set(c, site, signedIn.halfWay, halfWayMs);
  return c.redirect(codeUrl({ returnTo }), 303);
}

/** Where the code is asked for, on the way to `returnTo`; perhaps one of the recovery codes. */
export function codeUrl(to: { returnTo: string | undefined; isRecovery?: boolean }): string {
  const query = new URLSearchParams({
    ...(to.isRecovery && { with: 'recovery' }),
    ...(to.returnTo !== undefined && { return: to.returnTo }),
  });
  return query.size === 0 ? codePath : `${codePath}?${query}`;
}

/** Signs the browser out that gets this answer, as far as it keeps anything. */
export function clearSession(c: Context, site: CookieSite): void {
  clearForward(c, site);
  sessionCookie.clear(c, site);
}

/** What the browser shows proxies of the session before goes, too, on all hosts that it was for. */
function clearForward(c: Context, site: CookieSite): void {
  if (forwardCookie.get(c, site) !== undefined) forwardCookie.clear(c, site);
}

/** The workspace that a page is for: named in its address, remembered by the browser, or the only one. */
export async function shownWorkspace(
  c: Context,
  deps: SignInDeps & CookieSite,
  named: string | undefined,
): Promise<{
  workspace: { id: string; name: string; slackTeamId: string } | undefined;
  hasOthers: boolean;
}> {
  // Whoever came by "Another workspace?" wants to be asked.
  const chosen = named ? parseWorkspaceId(named) : rememberedWorkspace(browserCookie.get(c, deps));
  const { workspace, isOnlyOne } = await workspaceToSignInTo(deps, chosen);
  return { workspace, hasOthers: !isOnlyOne };
}

/** The workspace that a form is about. */
export async function chosenIn(deps: SignInDeps, form: SentForm): Promise<WorkspaceChoice> {
  const id = parseWorkspaceId(form.text('workspace'));
  if (id) return { id };
  const typed = form.text('slackDomain');
  if (typed.trim() !== '') return { domain: parseSlackDomain(typed) ?? '' };
  const { workspace } = await workspaceToSignInTo(deps, undefined);
  return workspace ? { id: workspace.id } : { domain: '' };
}

/** What can't be right in who somebody says they are, in words; undefined when nothing is. */
export function wrongIn(form: SentForm, workspace: WorkspaceChoice): ShapeProblems | undefined {
  const slackDomain = workspace.id === undefined ? form.text('slackDomain') : undefined;
  const problems = shapeProblemTexts(shapeProblem({ email: form.text('email'), slackDomain }));
  return Object.keys(problems).length > 0 ? problems : undefined;
}

/** The same as it is seen of what was typed, for showing it again. */
export function typedIn(form: SentForm): { email: string; slackDomain: string } {
  return {
    email: shownAgain(withoutUnseen(form.text('email'))),
    slackDomain: shownAgain(withoutUnseen(form.text('slackDomain'))),
  };
}
