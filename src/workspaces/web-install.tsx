import type { Context, Hono } from 'hono';
import { countAct } from '../platform/rate-limit.ts';
import { clearInstallCookie, installCookie, setInstallCookie } from '../platform/session-cookie.ts';
import type { SlackOauth } from '../platform/slack-oauth.ts';
import { showPage } from '../platform/web.tsx';
import type { SlackGrant } from '../shared/slack-grant.ts';
import { installStateLifeMs, isInstallState, makeInstallState } from './install-state.ts';
import type { InstallRefusal } from './rules.ts';
import { type InstallDeps, install } from './use-cases/install.ts';
import { InstalledPage, NotInstalledPage } from './web-pages.tsx';

/** Where somebody starts to install the app, and where Slack sends them back to. */
export const installPath = '/slack/install';
export const redirectPath = '/slack/oauth_redirect';

export interface InstallWebDeps extends InstallDeps {
  readonly oauth: SlackOauth;
  readonly publicUrl: string;
  readonly authCookieDomain: string | undefined;
}

/** The way to install the app in another workspace, by OAuth. */
export function installRoutes(web: Hono, deps: InstallWebDeps): void {
  web.get(installPath, async (c) => {
    const now = await deps.database.read(async (tx) => tx.now);
    const state = makeInstallState(deps.secrets, now);
    // The same state in a cookie binds it to this browser: nobody can be sent through another's installation.
    setInstallCookie(c, deps, state, installStateLifeMs);
    return c.redirect(deps.oauth.authorizeUrl(state));
  });
  web.get(redirectPath, async (c) => {
    const state = c.req.query('state') ?? '';
    const isOurs = state !== '' && state === installCookie(c, deps);
    clearInstallCookie(c, deps);
    if (!isOurs || !(await useState(deps, state))) return notInstalled(c, 'bad_state');
    const code = c.req.query('code');
    if (!code) return notInstalled(c, 'denied');
    const redeemed = await deps.oauth.redeem(code);
    if (!redeemed.ok) return notInstalled(c, redeemed.refusal);
    await install(deps, redeemed.value);
    const { name } = redeemed.value;
    const page = <InstalledPage name={name} url={appUrl(redeemed.value)} command={deps.command} />;
    return showPage(c, 200, page);
  });
}

/** Whether the state is good; it is so once. */
async function useState(deps: InstallWebDeps, state: string): Promise<boolean> {
  return await deps.database.read(async (tx) => {
    if (!isInstallState(deps.secrets, state, tx.now)) return false;
    const once = { name: 'install_state', most: 1, windowMs: installStateLifeMs };
    return (await countAct(tx, once, state)) === 0;
  });
}

const statuses = {
  denied: 403,
  bad_state: 400,
  code_refused: 400,
  slack_down: 503,
} as const satisfies Record<InstallRefusal, number>;

function notInstalled(c: Context, reason: InstallRefusal): Response {
  return showPage(c, statuses[reason], <NotInstalledPage reason={reason} />);
}

/** The app in Slack. https://docs.slack.dev/interactivity/deep-linking */
function appUrl({ slackAppId, slackId, isEnterprise }: SlackGrant): string {
  const team = isEnterprise ? '' : `&team=${slackId}`;
  return `https://slack.com/app_redirect?app=${slackAppId}${team}`;
}
