import { createServer, type RequestListener, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import type { Config } from './config.ts';
import { createMailSender } from './delivery/mail-sender.ts';
import { type DeliveryWorker, startDeliveryWorker } from './delivery/worker.ts';
import { registerHome } from './home/slack.ts';
import { inviteEmailNotice } from './invitations/rules.ts';
import { registerInvitations } from './invitations/slack.ts';
import { prepareInviteEmail } from './invitations/use-cases/prepare-notices.ts';
import { invitationRoutes } from './invitations/web.tsx';
import { createSlackPeople } from './members/slack-people.ts';
import { createSlackShell, type SlackShell } from './platform/bolt.ts';
import { type Database, openDatabase } from './platform/database.ts';
import { healthRoutes } from './platform/health.ts';
import type { Logger } from './platform/logger.ts';
import { createSecrets } from './platform/secrets.ts';
import { authorizeOneTeam, createIdentity } from './platform/slack-identity.ts';
import { createWeb } from './platform/web.tsx';
import { sessionRoutes } from './sessions/web.tsx';
import { type Clock, realClock } from './shared/clock.ts';
import { welcomeRoutes } from './workspaces/web.tsx';

/** The running app. */
export interface RunningApp {
  readonly port: number;
  /** Stops taking requests, finishes those under way and the running delivery, closes the database. */
  stop(): Promise<void>;
}

export interface AppOptions {
  readonly log: Logger;
  readonly clock?: Clock;
  /** An open database to use instead of the configured one. */
  readonly database?: Database;
  /** Stands before the app and may answer in its place. */
  readonly front?: (app: RequestListener) => RequestListener;
  /** Address to listen on; all when undefined. */
  readonly host?: string;
}

/** Builds everything, listens, and sends what waits. Resolves when the app takes requests. */
export async function startApp(config: Config, options: AppOptions): Promise<RunningApp> {
  const { log } = options;
  const database =
    options.database ??
    (await openDatabase({ ...config, clock: options.clock ?? realClock(), log }));
  const identity = createIdentity(config.slack);
  const slack = createSlackShell({
    ...config.slack,
    authorize: authorizeOneTeam(config.slack.botToken, identity),
    log,
  });
  const mail = createMailSender(config.mail);
  const deps = {
    ...config,
    ...config.slack,
    database,
    people: createSlackPeople(),
    secrets: createSecrets(config.appSecrets),
  };
  registerInvitations(slack.app, deps);
  registerHome(slack.app, deps);

  const worker = await startDeliveryWorker({
    database,
    log,
    mail,
    mailHost: new URL(config.publicUrl).hostname,
    notices: { [inviteEmailNotice]: (delivery) => prepareInviteEmail(deps, delivery) },
  });
  const web = createWeb({ ...config, log });
  healthRoutes(web, { database, worker });
  welcomeRoutes(web);
  invitationRoutes(web, deps);
  sessionRoutes(web, deps);

  const listener = dispatch(slack, getRequestListener(web.fetch));
  const server = createServer(options.front?.(listener) ?? listener);
  const port = await listen(server, config.port, options.host);
  log.info({ port, publicUrl: config.publicUrl }, 'listening');
  identity().then(
    ({ teamName }) => log.info({ team: teamName }, 'connected to Slack'),
    (err: unknown) => log.warn({ err }, 'Slack does not answer yet; asking again when needed'),
  );
  return { port, stop: () => stop({ server, slack, worker, mail, database }) };
}

function dispatch(slack: SlackShell, web: RequestListener): RequestListener {
  return (request, response) => {
    if (request.url?.startsWith('/slack/')) slack.handle(request, response);
    else web(request, response);
  };
}

function listen(server: Server, port: number, host: string | undefined): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });
}

async function stop(parts: {
  server: Server;
  slack: SlackShell;
  worker: DeliveryWorker;
  mail: { close(): void };
  database: Database;
}): Promise<void> {
  await new Promise<void>((resolve) => parts.server.close(() => resolve()));
  await parts.slack.settle();
  await parts.worker.stop();
  parts.mail.close();
  await parts.database.close();
}
