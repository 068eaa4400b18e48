import type { Context, Hono } from 'hono';
import { countAct, forgiveActs, networkOf } from '../../platform/database/rate-limit.ts';
import type { Logger } from '../../platform/process/logger.ts';
import type { RedeemRefusal, SlackOauth } from '../../platform/slack/oauth.ts';
import { cookie } from '../../platform/web/cookies.ts';
import { browserAddress, showPage, tooManyPage } from '../../platform/web/server.tsx';
import { type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackGrant } from '../../shared/slack-grant.ts';
import { installStateLifeMs, isInstallState, makeInstallState } from '../install-state.ts';
import { appInSlack, type InstallRefusal } from '../rules.ts';
import { install, type LetInDeps } from '../use-cases/install.ts';
import { ByHandPage, InstalledPage, NotInstalledPage, OtherTeamPage } from './pages.tsx';

/** Binds the installation that somebody starts to their browser. */
const installCookie = cookie('install');

/** Where somebody starts to install the app, and where Slack sends them back to. */
export const installPath = '/slack/install';
export const redirectPath = '/slack/oauth_redirect';

export interface InstallWebDeps extends Omit<LetInDeps, 'uninstall'> {
  readonly oauth: SlackOauth;
  readonly publicUrl: string;
  readonly authCookieDomain: string | undefined;
  readonly trustProxy: number;
}

/** Installations that may fail from one network: Slack is asked about each. */
const failedByNetwork = {
  name: 'install_network',
  max: 20,
  windowMs: installStateLifeMs,
  byNetwork: true,
};

/** The way to install the app in another workspace, by OAuth. */
export function installRoutes(web: Hono, deps: InstallWebDeps): void {
  web.get(installPath, async (c) => {
    const now = await deps.database.run(async (tx) => tx.now);
    const state = makeInstallState(deps.secrets, now);
    // The same state in a cookie binds it to this browser: nobody can be sent through another's installation.
    const begun = heldStates(c, deps).filter((held) => isInstallState(deps.secrets, held, now));
    holdStates(c, deps, [state, ...begun]);
    return c.redirect(deps.oauth.authorizeUrl(state));
  });
  web.get(redirectPath, async (c) => {
    // What only looks at links before somebody opens them must not use this one up.
    if (c.req.method === 'HEAD') return c.body(null);
    const state = c.req.query('state') ?? '';
    const held = heldStates(c, deps);
    if (!held.includes(state)) return notInstalled(c, 'bad_state');
    holdStates(
      c,
      deps,
      held.filter((other) => other !== state),
    );
    const network = networkOf(browserAddress(c, deps.trustProxy));
    const waitMs = await deps.database.run((tx) => countAct(tx, failedByNetwork, network));
    if (waitMs > 0) return tooManyPage(c, waitMs);
    if (!(await useState(deps, state))) return notInstalled(c, 'bad_state');
    const error = c.req.query('error');
    if (error !== undefined) return refusedBySlack(c, deps.log, error);
    const code = c.req.query('code');
    if (!code) return notInstalled(c, 'code_refused');
    const redeemed = await redeemOnce(deps, code);
    if (!redeemed.ok) return notInstalled(c, redeemed.refusal);
    const { uninstall } = deps.oauth;
    const { name, slackId } = redeemed.value;
    const installed = await install({ ...deps, uninstall }, redeemed.value);
    if (!installed.ok) return showPage(c, 403, <OtherTeamPage name={name} slackId={slackId} />);
    const takenBack = [{ limit: failedByNetwork, subject: network }];
    await deps.database.run((tx) => forgiveActs(tx, { takenBack }));
    const url = appInSlack(redeemed.value.slackAppId, slackId);
    const page = <InstalledPage name={name} url={url} command={deps.command} />;
    return showPage(c, 200, page);
  });
}

/** Where the app has a bot token there is nothing to install; whoever comes for that learns so. */
export function byHandRoutes(web: Hono): void {
  web.get(installPath, (c) => showPage(c, 404, <ByHandPage />));
}

/** As many installations may somebody have begun at a time, in a tab each. */
const maxStates = 4;

function heldStates(c: Context, deps: InstallWebDeps): string[] {
  return (installCookie.get(c, deps) ?? '').split('.').filter(Boolean);
}

function holdStates(c: Context, deps: InstallWebDeps, states: readonly string[]): void {
  if (states.length === 0) installCookie.clear(c, deps);
  else installCookie.set(c, deps, states.slice(0, maxStates).join('.'), installStateLifeMs);
}

/** Whether the state is good; it is so once. */
async function useState(deps: InstallWebDeps, state: string): Promise<boolean> {
  return await deps.database.run(async (tx) => {
    if (!isInstallState(deps.secrets, state, tx.now)) return false;
    const once = { name: 'install_state', max: 1, windowMs: installStateLifeMs };
    return (await countAct(tx, once, state)) === 0;
  });
}

/** Slack gives each code for one installation, so it is asked about each once. */
async function redeemOnce(
  deps: InstallWebDeps,
  code: string,
): Promise<Outcome<SlackGrant, RedeemRefusal>> {
  const once = { name: 'install_code', max: 1, windowMs: installStateLifeMs };
  const isNew = await deps.database.run(async (tx) => (await countAct(tx, once, code)) === 0);
  return isNew ? await deps.oauth.redeem(code) : refused('code_refused');
}

/** Of what there is nothing to tell but itself. */
type PlainRefusal = Exclude<InstallRefusal, 'other_team'>;

const statuses = {
  denied: 403,
  not_distributed: 403,
  slack_refused: 403,
  bad_state: 400,
  code_refused: 400,
  slack_down: 503,
  app_refused: 503,
  whole_organisation: 403,
} as const satisfies Record<PlainRefusal, number>;

function notInstalled(c: Context, reason: PlainRefusal, detail = ''): Response {
  return showPage(c, statuses[reason], <NotInstalledPage reason={reason} detail={detail} />);
}

/** Slack sent them back without a code. https://docs.slack.dev/authentication/installing-with-oauth */
function refusedBySlack(c: Context, log: Logger, said: string): Response {
  // Anybody can write anything there.
  const error = /^[a-z_]{1,60}$/.exec(said.toLowerCase())?.[0] ?? 'unknown_error';
  if (error === 'access_denied') return notInstalled(c, 'denied');
  log.warn({ error }, 'Slack refused an installation');
  if (error === 'invalid_team_for_non_distributed_app') return notInstalled(c, 'not_distributed');
  return notInstalled(c, 'slack_refused', error);
}
