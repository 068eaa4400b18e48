import type { Context, Hono } from 'hono';
import { countAct, forgiveActs, networkOf } from '../../platform/database/rate-limit.ts';
import type { IdentityRefusal, SlackOpenId } from '../../platform/slack/openid.ts';
import { browserAddress, showPage, tooManyPage } from '../../platform/web/server.tsx';
import type { SlackIdentity } from '../../shared/slack-identity.ts';
import { parseReturnAddress, slackByNetwork } from '../rules.ts';
import type { SlackPurpose } from '../slack-state.ts';
import { slackBackTexts } from '../slack-texts.ts';
import { signInWithSlack } from '../use-cases/slack-sign-in.ts';
import { askingBrowser, giveSession, type SignInWebDeps, shownWorkspace } from './browser.ts';
import { type BegunSlack, backFromSlack, goToSlack } from './slack-begun.ts';
import { type SlackRefused, SlackRefusedPage } from './slack-pages.tsx';
import { slackBackPath, slackPath } from './slack-paths.ts';

/** What somebody's coming back from Slack ends in. */
export interface SlackEnd {
  /** The way on when it comes to nothing. */
  readonly back: { readonly href: string; readonly label: string };
  /** Does what they wanted, now that Slack has said who they are. */
  finish(identity: SlackIdentity): Promise<Response>;
}

/** How it ends for whoever wants to join, or to connect their account. */
export interface SlackEnds {
  join(c: Context, purpose: SlackPurpose & { kind: 'join' }): SlackEnd;
  connect(c: Context, purpose: SlackPurpose & { kind: 'connect' }): SlackEnd;
}

/** Going to Slack to say who one is, and coming back. There is nothing of it where the app has no ID for that. */
export function slackSignInRoutes(web: Hono, deps: SignInWebDeps, ends: SlackEnds): void {
  const { slackSignIn } = deps;
  if (!slackSignIn) return;
  web.get(slackPath, async (c) => {
    // What only looks at links before somebody opens them begins nothing.
    if (c.req.method === 'HEAD') return c.body(null);
    const { workspace } = await shownWorkspace(c, deps, c.req.query('workspace'));
    const returnTo = returnAddress(deps, c.req.query('return'));
    const to = { slackTeamId: workspace?.slackTeamId, returnTo };
    return await goToSlack(c, { ...deps, slackSignIn }, { kind: 'sign_in' }, to);
  });
  web.get(slackBackPath, async (c) => {
    if (c.req.method === 'HEAD') return c.body(null);
    const network = networkOf(browserAddress(c, deps.trustProxy));
    const waitMs = await deps.database.run((tx) => countAct(tx, slackByNetwork, network));
    if (waitMs > 0) return tooManyPage(c, waitMs);
    const begun = await backFromSlack(c, deps, c.req.query('state') ?? '');
    if (!begun) return refuseSlack(c, 'bad_state', signInEnd(c, deps, undefined).back);
    const end = endOf(c, deps, begun, ends);
    const told = await identityIn(c, slackSignIn, begun.nonce);
    if (typeof told === 'string') return refuseSlack(c, told, end.back);
    const takenBack = [{ limit: slackByNetwork, subject: network }];
    await deps.database.run((tx) => forgiveActs(tx, { takenBack }));
    return await end.finish(told);
  });
}

/** Who it is by what Slack sent the browser back with, or why that isn't known. */
async function identityIn(
  c: Context,
  slackSignIn: SlackOpenId,
  nonce: string,
): Promise<SlackIdentity | 'denied' | IdentityRefusal> {
  const code = c.req.query('code');
  if (c.req.query('error') === 'access_denied') return 'denied';
  if (!code || c.req.query('error') !== undefined) return 'code_refused';
  const identified = await slackSignIn.identify(code, nonce);
  return identified.ok ? identified.value : identified.refusal;
}

function endOf(
  c: Context,
  deps: SignInWebDeps,
  { purpose, returnTo }: BegunSlack,
  ends: SlackEnds,
): SlackEnd {
  switch (purpose.kind) {
    case 'join':
      return ends.join(c, purpose);
    case 'connect':
      return ends.connect(c, purpose);
    default:
      return signInEnd(c, deps, returnTo);
  }
}

function signInEnd(c: Context, deps: SignInWebDeps, wanted: string | undefined): SlackEnd {
  const returnTo = returnAddress(deps, wanted);
  const query = returnTo === undefined ? '' : `?return=${encodeURIComponent(returnTo)}`;
  const back = { href: `/sign-in${query}`, label: slackBackTexts.signIn };
  return {
    back,
    async finish(identity) {
      const signedIn = await signInWithSlack(deps, identity, askingBrowser(c, deps));
      deps.countSignIn(signedIn.ok ? 'done' : 'wrong');
      if (!signedIn.ok) return refuseSlack(c, signedIn.refusal, back);
      giveSession(c, deps, signedIn.value);
      return c.redirect(returnTo ?? '/account', 303);
    },
  };
}

function returnAddress(deps: SignInWebDeps, typed: string | undefined): string | undefined {
  return parseReturnAddress(typed, deps.publicUrl, deps.authReturnHosts);
}

const statuses = {
  denied: 403,
  bad_state: 400,
  code_refused: 400,
  not_valid: 400,
  slack_down: 503,
  app_refused: 503,
  whole_organisation: 403,
  other_team: 403,
  not_connected: 403,
  deactivated: 403,
  taken: 409,
  signed_out: 409,
} as const satisfies Record<SlackRefused, number>;

/** Says why it came to nothing. */
export function refuseSlack(c: Context, reason: SlackRefused, back: SlackEnd['back']): Response {
  return showPage(c, statuses[reason], <SlackRefusedPage reason={reason} back={back} />);
}
