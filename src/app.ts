import type { RequestListener, Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import { accountRoutes } from './account/web/account.tsx';
import type { Config } from './config.ts';
import { createMailGate, type MailGate, openMailGate } from './delivery/mail-gate.ts';
import { createMailSender } from './delivery/mail-sender.ts';
import type { Delivery } from './delivery/rules.ts';
import { createSlackSender } from './delivery/slack-sender.ts';
import { troubleNotice } from './delivery/texts.ts';
import { type DeliveryWorker, startDeliveryWorker } from './delivery/worker.ts';
import { registerHome } from './home/slack/handlers.ts';
import { createHomePublisher, type HomePublisher } from './home/slack/publisher.ts';
import { registerUninstall } from './install/slack/uninstall.ts';
import { workspaceNotices } from './install/use-cases/install.ts';
import { whileInstalled } from './install/use-cases/uninstall.ts';
import { installPath, installRoutes, redirectPath } from './install/web/install.tsx';
import { welcomeRoutes } from './install/web/welcome.tsx';
import { inviteEmailNotice } from './invitations/rules.ts';
import { registerInvitations } from './invitations/slack/handlers.ts';
import { registerInvitationRows } from './invitations/slack/rows.ts';
import { invitationsOfLeavers } from './invitations/use-cases/leaving.ts';
import { invitationNotices } from './invitations/use-cases/prepare-notices.ts';
import { tellInviter } from './invitations/use-cases/undelivered.ts';
import { invitationRoutes } from './invitations/web/join.tsx';
import { createCorrector } from './link-warnings/slack/correct.ts';
import { registerLinkWarnings } from './link-warnings/slack/links.ts';
import { registerMembers } from './members/slack/deactivation.ts';
import { type LookDeps, startMemberLooks } from './members/slack/looks.ts';
import { createSlackPeople } from './members/slack/people.ts';
import { registerMemberRows } from './members/slack/rows.ts';
import { memberNotices } from './members/use-cases/deactivation.ts';
import { createCounters, purges, registerGauges } from './operations.ts';
import { createSecrets } from './platform/crypto/secrets.ts';
import { type Database, openDatabase } from './platform/database/database.ts';
import { startRetention } from './platform/database/retention.ts';
import { warmUp } from './platform/database/warm-up.ts';
import { closeServer, dispatch, listen } from './platform/process/http-server.ts';
import type { Logger } from './platform/process/logger.ts';
import { withRequestContext } from './platform/process/request-context.ts';
import type { SlackShell } from './platform/slack/bolt.ts';
import { type SlackPaces, slackPaces } from './platform/slack/paces.ts';
import { healthRoutes } from './platform/web/health.ts';
import { createMetrics } from './platform/web/metrics.ts';
import { createWeb } from './platform/web/server.tsx';
import { registerSettings } from './settings/slack/settings.ts';
import { type Clock, realClock } from './shared/clock.ts';
import { endAllSessions } from './sign-in/use-cases/open.ts';
import { accountNotices } from './sign-in/use-cases/prepare-notices.ts';
import { signInRoutes } from './sign-in/web/sign-in.tsx';
import { verifyRoute } from './sign-in/web/verify.ts';
import { createSlackSide, type SlackSide } from './slack-side.ts';
import { registerWorkspaces } from './workspaces/slack/app.ts';

/** The running app. */
export interface RunningApp {
  readonly port: number;
  /** Stops taking requests, finishes those under way and the running delivery, closes the database. */
  stop(): Promise<void>;
  /** Resolves, with why in words, when it can't go on and the process has to end. */
  readonly failed: Promise<Error>;
}

export interface AppOptions {
  readonly log: Logger;
  readonly clock?: Clock;
  /** An open database to use instead of the configured one. */
  readonly database?: Database;
  /** Stands before the app and may answer in its place. */
  readonly front?: (app: RequestListener) => RequestListener;
  /** How often Slack is called where nobody waits for it; as Slack allows when undefined. */
  readonly paces?: SlackPaces;
  /** How often it is seen which members are to be looked at in Slack; Infinity for never. */
  readonly lookEveryMs?: number;
  /** Address to listen on; all when undefined. */
  readonly host?: string;
}

/** Builds everything, listens, and sends what waits. Resolves when the app takes requests. */
export async function startApp(config: Config, options: AppOptions): Promise<RunningApp> {
  const { log } = options;
  const { clock = realClock(), paces = slackPaces } = options;
  const database = options.database ?? (await openDatabase({ ...config, clock, log }));
  const secrets = createSecrets(config.appSecrets);
  const stopping = new AbortController();
  const mail = createMail(config, log, clock);
  const metrics = createMetrics();
  const counters = createCounters(metrics);
  const ways = { database, secrets, log, now: nowOf(clock), stopping: stopping.signal };
  const side = createSlackSide(config, { ...ways, countPause: counters.countSlackPause });
  const { teams, slack, slackClients } = side;
  const { oauth, token } = teams;
  registerGauges(metrics, { database, mail, token });
  const shared = {
    ...settingsFor(config),
    ...ways,
    slackClients,
    paces,
    people: createSlackPeople(),
    isByOauth: oauth !== undefined,
    emailTrouble: () => troubleNotice(mail.trouble()),
  };
  const home = createHomePublisher(shared);
  mail.onChange((affected) => affected.forEach((workspaceId) => void home.changed(workspaceId)));
  const deps = {
    ...shared,
    home,
    changed: home.changed,
    ...counters,
    onAccountClosed: [endAllSessions],
    invitationsOfLeavers: invitationsOfLeavers(config),
  };
  listenToSlack(slack.app, { ...deps, correctPosted: createCorrector(deps) });

  const worker = await startDeliveryWorker({
    database,
    log,
    mail,
    slack: createSlackSender(slackClients, { token, log }),
    paces,
    mailHost: new URL(config.publicUrl).hostname,
    notices: noticesOf(deps),
    whenFailed: { [inviteEmailNotice]: (tx, delivery) => tellInviter(tx, deps, delivery) },
    attempted: (delivery) => tellHome(home, delivery),
  });
  const web = createPages(deps);
  const email = () => (config.mail ? (mail.trouble()?.kind ?? 'ok') : 'off');
  healthRoutes(web, { database, worker, slack, token, email });
  metrics.routes(web);
  if (oauth) installRoutes(web, { ...deps, oauth });

  // The first /invite has no time to lose.
  await warmUp(database);
  const pages = oauth ? [installPath, redirectPath] : [];
  const dispatcher = dispatch(slack, pages, listenerOf(web, config));
  const listener = withRequestContext(dispatcher, config.trustProxy, metrics.observeRequest);
  const where = { port: config.port, host: options.host };
  const { server, port } = await listen(options.front?.(listener) ?? listener, where);
  log.info({ port, publicUrl: config.publicUrl }, 'listening');
  slack.open();
  const looks = startLooks(deps, options.lookEveryMs);
  const retention = startRetention({ database, log, purges: purges(config) });
  const parts = { ...side, server, home, worker, looks, retention, mail, database, stopping };
  return { port, stop: () => stop(parts), failed: database.lost };
}

/** Whoever asks by HTTP/1.0, as simple health checks do, may name no host. */
function listenerOf(web: Hono, { publicUrl }: Config): RequestListener {
  return getRequestListener(web.fetch, { hostname: new URL(publicUrl).hostname });
}

/** What of the configuration features work with; neither its secrets nor where the database and mail server are. */
function settingsFor(config: Config) {
  return {
    command: config.slack.command,
    sendsEmail: config.mail !== undefined,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    inviteTtlMs: config.inviteTtlMs,
    passwordMinLength: config.passwordMinLength,
    billingUrl: config.billingUrl,
    authCookieDomain: config.authCookieDomain,
    authReturnHosts: config.authReturnHosts,
    authTeams: config.authTeams,
  };
}

/** How the email with the link fares stands in each row of Home. */
function tellHome(home: HomePublisher, { workspaceId, notice }: Delivery): void {
  if (notice === inviteEmailNotice) home.changed(workspaceId);
}

type SlackDeps = Parameters<typeof registerWorkspaces>[1] &
  Parameters<typeof registerUninstall>[1] &
  Parameters<typeof registerMembers>[1] &
  Parameters<typeof registerMemberRows>[1] &
  Parameters<typeof registerSettings>[1] &
  Parameters<typeof registerInvitations>[1] &
  Parameters<typeof registerInvitationRows>[1] &
  Parameters<typeof registerLinkWarnings>[1] &
  Parameters<typeof registerHome>[1];

/** What each feature answers in Slack. */
function listenToSlack(app: SlackShell['app'], deps: SlackDeps): void {
  registerWorkspaces(app, deps);
  registerUninstall(app, deps);
  registerMembers(app, deps);
  registerMemberRows(app, deps);
  registerSettings(app, deps);
  registerInvitations(app, deps);
  registerInvitationRows(app, deps);
  registerLinkWarnings(app, deps);
  registerHome(app, deps);
}

type WebDeps = Parameters<typeof createWeb>[0] &
  Parameters<typeof verifyRoute>[1] &
  Parameters<typeof invitationRoutes>[1] &
  Parameters<typeof signInRoutes>[1] &
  Parameters<typeof accountRoutes>[1];

/** What each feature answers browsers. */
function createPages(deps: Omit<WebDeps, 'personalFolders' | 'addBareRoutes'>): Hono {
  const web = createWeb({
    ...deps,
    personalFolders: ['account'],
    addBareRoutes: (bare) => verifyRoute(bare, deps),
  });
  welcomeRoutes(web);
  invitationRoutes(web, deps);
  signInRoutes(web, deps);
  accountRoutes(web, deps);
  return web;
}

/** Whoever signs in is looked at so soon after. */
const usualLookMs = 5000;

function startLooks(deps: Omit<LookDeps, 'lookEveryMs'>, lookEveryMs = usualLookMs) {
  return lookEveryMs < Number.POSITIVE_INFINITY
    ? startMemberLooks({ ...deps, lookEveryMs })
    : undefined;
}

const nowOf = (clock: Clock) => () => Date.now() + clock.shiftMs;

/** The way to the mail server, if there is one. */
function createMail(config: Config, log: Logger, clock: Clock): MailGate {
  const mail = createMailSender(config.mail, new URL(config.publicUrl).hostname);
  return config.mail ? createMailGate({ mail, log, now: nowOf(clock) }) : openMailGate(mail);
}

type NoticeDeps = Parameters<typeof workspaceNotices>[0] &
  Parameters<typeof invitationNotices>[0] &
  Parameters<typeof accountNotices>[0] & { readonly isByOauth: boolean };

/** Each email and direct message by name, and how it is written. */
function noticesOf(deps: NoticeDeps) {
  const ofTeams = {
    ...workspaceNotices(deps),
    ...memberNotices(deps.database),
    ...invitationNotices(deps),
  };
  return {
    ...(deps.isByOauth ? whileInstalled(deps.database, ofTeams) : ofTeams),
    // People sign in as long as their account is there, so what concerns it reaches them.
    ...accountNotices(deps),
  };
}

interface Parts extends SlackSide {
  server: Server;
  stopping: AbortController;
  home: HomePublisher;
  worker: DeliveryWorker;
  retention: { stop(): Promise<void> };
  looks: { stop(): Promise<void> } | undefined;
  mail: { close(): void };
  database: Database;
}

async function stop(parts: Parts): Promise<void> {
  parts.stopping.abort();
  parts.teams.token.stop();
  // At once: whoever is slow to send a request must not keep the worker taking new deliveries.
  const worker = parts.worker.stop();
  await Promise.all([worker, stopAnswering(parts)]);
  await Promise.all([parts.retention.stop(), parts.looks?.stop()]);
  await parts.teams.settled();
  await parts.pauses.settled();
  parts.mail.close();
  await parts.database.close();
}

async function stopAnswering(parts: Pick<Parts, 'server' | 'slack' | 'home'>): Promise<void> {
  await closeServer(parts.server);
  await parts.slack.close();
  await parts.home.stop();
}
