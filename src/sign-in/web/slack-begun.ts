import type { Context } from 'hono';
import { countAct } from '../../platform/database/rate-limit.ts';
import type { SlackOpenId } from '../../platform/slack/openid.ts';
import { cookie } from '../../platform/web/cookies.ts';
import {
  askedWith,
  makeSlackState,
  readSlackState,
  type SlackPurpose,
  slackStateLifeMs,
} from '../slack-state.ts';
import type { SignInWebDeps } from './browser.ts';

/** Binds what somebody goes to Slack for to their browser. */
const begunCookie = cookie('slack-sign-in');

/** What somebody went to Slack for, once they are back. */
export interface BegunSlack {
  readonly purpose: SlackPurpose;
  readonly nonce: string;
  /** Where they want to go afterwards, as the browser says: to be read as any such address. */
  readonly returnTo: string | undefined;
}

/** Sends the browser to Slack; its cookie keeps what for. */
export async function goToSlack(
  c: Context,
  deps: SignInWebDeps & { readonly slackSignIn: SlackOpenId },
  purpose: SlackPurpose,
  {
    slackTeamId,
    returnTo = '',
  }: { readonly slackTeamId: string | undefined; readonly returnTo?: string | undefined },
): Promise<Response> {
  const now = await deps.database.run(async (tx) => tx.now);
  const state = makeSlackState(deps.secrets, purpose, now);
  const begun = { state, returnTo: Buffer.from(returnTo).toString('base64url') };
  const before = held(c, deps).filter((each) => readSlackState(deps.secrets, each.state, now));
  hold(c, deps, [begun, ...before]);
  return c.redirect(deps.slackSignIn.authorizeUrl({ ...askedWith(state), slackTeamId }), 303);
}

/**
 * What this browser went to Slack for with this state; undefined when it was another browser, too long ago or there
 * already. It is used up.
 */
export async function backFromSlack(
  c: Context,
  deps: SignInWebDeps,
  state: string,
): Promise<BegunSlack | undefined> {
  const all = held(c, deps);
  const found = all.find((each) => askedWith(each.state).state === state);
  if (!found) return undefined;
  hold(
    c,
    deps,
    all.filter((each) => each !== found),
  );
  const purpose = await deps.database.run(async (tx) => {
    const read = readSlackState(deps.secrets, found.state, tx.now);
    return read && (await countAct(tx, once, found.state)) === 0 ? read : undefined;
  });
  if (!purpose) return undefined;
  const returnTo = Buffer.from(found.returnTo, 'base64url').toString() || undefined;
  return { purpose, nonce: askedWith(found.state).nonce, returnTo };
}

const once = { name: 'slack_state', max: 1, windowMs: slackStateLifeMs };

interface Held {
  readonly state: string;
  /** In base64url; empty for the usual place. */
  readonly returnTo: string;
}

/** As much as a cookie surely holds, with its name. */
const maxHeld = 3500;

/** What was begun in this browser, a tab each. */
function held(c: Context, deps: SignInWebDeps): Held[] {
  const kept = (begunCookie.get(c, deps) ?? '').split('~').filter(Boolean);
  return kept.map((each) => {
    const [state = '', returnTo = ''] = each.split('.');
    return { state, returnTo };
  });
}

/** Keeps the newest of them, as many as fit. */
function hold(c: Context, deps: SignInWebDeps, begun: readonly Held[]): void {
  const written = begun.map(({ state, returnTo }) => `${state}.${returnTo}`);
  while (written.join('~').length > maxHeld) written.pop();
  if (written.length === 0) begunCookie.clear(c, deps);
  else begunCookie.set(c, deps, written.join('~'), slackStateLifeMs);
}
