import type { RequestListener, Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Hono } from 'hono';
import type { Config } from './config.ts';
import { createSlackSender } from './delivery/slack-sender.ts';
import { troubleNotice } from './delivery/texts.ts';
import { createToolSender } from './delivery/tool-sender.ts';
import { type DeliveryWorker, startDeliveryWorker } from './delivery/worker.ts';
import { endingsFor } from './endings.ts';
import { createHomePublisher, type HomePublisher } from './home/slack/publisher.ts';
import { startImports } from './imports/slack/runner.ts';
import { warnOfUnnamed } from './install/use-cases/install.ts';
import { createCorrector } from './link-warnings/slack/correct.ts';
import { type LookTimes, startLooks } from './looks.ts';
import { createSlackPeople } from './members/slack/people.ts';
import { createReceiptShows } from './members/slack/receipts.ts';
import { createCounters, purges, registerGauges } from './operations.ts';
import { createSecrets } from './platform/crypto/secrets.ts';
import { type Database, openDatabase } from './platform/database/database.ts';
import { startRetention } from './platform/database/retention.ts';
import { warmUp } from './platform/database/warm-up.ts';
import { createEnding } from './platform/process/deadline.ts';
import { closeServer, dispatch, listen } from './platform/process/http-server.ts';
import type { Logger } from './platform/process/logger.ts';
import { withRequestContext } from './platform/process/request-context.ts';
import { type SlackPaces, slackPaces } from './platform/slack/paces.ts';
import { healthRoutes } from './platform/web/health.ts';
import { createMetrics } from './platform/web/metrics.ts';
import { startRequests } from './requests/slack/runner.ts';
import {
  createMail,
  emailState,
  noteAttempt,
  noticesOf,
  nowOf,
  outcomesOf,
  showTrouble,
} from './sending.ts';
import { type Clock, realClock } from './shared/clock.ts';
import { createSlackSide, listenToSlack, type SlackSide } from './slack-side.ts';
import { describeStart, type ReportDeps } from './start-report.ts';
import { createPages, installPages } from './web-side.ts';

/** The running app. */
export interface RunningApp {
  readonly port: number;
  /** Looks around, and gives in a few lines how the app stands, for whoever has started it. */
  describe(): Promise<string>;
  /** Stops taking requests, finishes those under way and the running delivery, closes the database. */
  stop(): Promise<void>;
  /** Resolves, with why in words, when it can't go on and the process has to end. */
  readonly failed: Promise<Error>;
}

export interface AppOptions extends LookTimes {
  readonly log: Logger;
  readonly clock?: Clock;
  /** An open database to use instead of the configured one. */
  readonly database?: Database;
  /** Stands before the app and may answer in its place. */
  readonly front?: (app: RequestListener) => RequestListener;
  /** How often Slack is called where nobody waits for it; as Slack allows when undefined. */
  readonly paces?: SlackPaces;
  /** Where people open Slack; at Slack itself when undefined. */
  readonly slackUrl?: string;
  /** Address to listen on; all when undefined. */
  readonly host?: string;
}

/** Builds everything, listens, and sends what waits. Resolves when the app takes requests. */
export async function startApp(config: Config, options: AppOptions): Promise<RunningApp> {
  const { log, clock = realClock(), paces = slackPaces } = options;
  const database = options.database ?? (await openDatabase({ ...config, clock, log }));
  const secrets = createSecrets(config.appSecrets);
  const stopping = createEnding();
  const mail = createMail(config, log, clock);
  const metrics = createMetrics();
  const counters = createCounters(metrics);
  const ways = { database, secrets, log, now: nowOf(clock), stopping: stopping.signal };
  const side = createSlackSide(config, { ...ways, ...counters });
  const { teams, slack, asking } = side;
  const { oauth, token } = teams;
  registerGauges(metrics, { database, mail, token, slack });
  const shared = {
    ...settingsFor(config, options),
    ...ways,
    ...asking,
    paces,
    people: createSlackPeople({ isPaused: side.pauses.isPaused, now: ways.now }),
    isByOauth: oauth !== undefined,
    emailTrouble: () => troubleNotice(mail.trouble()),
    slackEvents: slack.events,
  };
  const home = createHomePublisher(shared);
  showTrouble(mail, { home, database, log });
  const deps = {
    ...shared,
    home,
    receipts: createReceiptShows(shared),
    correctPosted: createCorrector({ ...shared, changed: home.changed }),
    changed: home.changed,
    ...counters,
    ...endingsFor(config, shared),
  };
  listenToSlack(slack.app, deps);

  const worker = await startDeliveryWorker({
    database,
    log,
    mail,
    slack: createSlackSender(asking.slackClients, { token, log }),
    tools: createToolSender(config),
    paces,
    mailHost: new URL(config.publicUrl).hostname,
    notices: noticesOf(deps),
    ...outcomesOf(deps),
    attempted: (...attempt) => noteAttempt(deps, ...attempt),
  });
  const runners = [await startImports(deps), await startRequests(deps), deps.receipts];
  const web = createPages(deps);
  healthRoutes(web, { database, worker, slack, token, email: emailState(config, mail) });
  metrics.routes(web);
  const pages = installPages(web, deps, oauth);

  // The first /invite has no time to lose.
  await warmUp(database);
  const dispatcher = dispatch(slack, pages, listenerOf(web, config));
  const listener = withRequestContext(dispatcher, config.trustProxy, metrics.observeRequest);
  const front = options.front?.(listener) ?? listener;
  const { server, port } = await listen(front, { port: config.port, host: options.host });
  log.info({ port, publicUrl: config.publicUrl }, 'listening');
  slack.open();
  if (oauth) await warnOfUnnamed(deps);
  return running(port, {
    ...{ ...side, server, home, worker, runners, mail, database, stopping, token, config },
    looks: startLooks(deps, options),
    retention: startRetention({ database, log, purges: purges(config) }),
  });
}

function running(port: number, parts: StopParts & ReportDeps): RunningApp {
  return {
    port,
    describe: () => describeStart(parts),
    stop: () => stop(parts),
    failed: parts.database.lost,
  };
}

/** Whoever asks by HTTP/1.0, as simple health checks do, may name no host. */
function listenerOf(web: Hono, { publicUrl }: Config): RequestListener {
  return getRequestListener(web.fetch, { hostname: new URL(publicUrl).hostname });
}

/** What of the configuration features work with; neither its secrets nor where the database and mail server are. */
function settingsFor(config: Config, { slackUrl }: Pick<AppOptions, 'slackUrl'>) {
  return {
    slackUrl,
    command: config.slack.command,
    installTeams: config.slack.installTeams,
    sendsEmail: config.mail !== undefined,
    publicUrl: config.publicUrl,
    trustProxy: config.trustProxy,
    inviteTtlMs: config.inviteTtlMs,
    inviteLimits: config.inviteLimits,
    passwordMinLength: config.passwordMinLength,
    billingUrl: config.billingUrl,
    contact: config.supportContact,
    policyUrl: config.privacyUrl,
    // With a bot token nothing is deleted when the app goes.
    keeping: {
      uninstalledDays: config.slack.oauth && config.keepUninstalledMs / 86_400_000,
    },
    authCookieDomain: config.authCookieDomain,
    authReturnHosts: config.authReturnHosts,
    authTeams: config.authTeams,
  };
}

interface StopParts extends SlackSide {
  server: Server;
  stopping: AbortController;
  home: HomePublisher;
  worker: DeliveryWorker;
  retention: { stop(): Promise<void> };
  looks: { stop(): Promise<void> };
  runners: readonly { stop(): Promise<void> }[];
  mail: { close(): void };
  database: Database;
}

async function stop(parts: StopParts): Promise<void> {
  parts.stopping.abort();
  parts.teams.token.stop();
  // At once: whoever is slow to send a request must not keep the worker taking new deliveries.
  const sending = [parts.worker, ...parts.runners].map((each) => each.stop());
  await Promise.all([...sending, stopAnswering(parts)]);
  await Promise.all([parts.retention.stop(), parts.looks.stop()]);
  await parts.teams.settled();
  await parts.pauses.settled();
  parts.mail.close();
  await parts.database.close();
}

async function stopAnswering(parts: Pick<StopParts, 'server' | 'slack' | 'home'>): Promise<void> {
  await closeServer(parts.server);
  await parts.slack.close();
  await parts.home.stop();
}
