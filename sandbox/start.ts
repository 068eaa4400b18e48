import { join } from 'node:path';
import { type OpenSandbox, openSandbox } from 'pretend-slack/page';
import { type RunningApp, startApp } from '../src/app.ts';
import { type Config, loadConfig } from '../src/config.ts';
import { Environment } from '../src/environment.ts';
import { makeDataFolder } from '../src/platform/database/data-folder.ts';
import { type Database, openDatabase } from '../src/platform/database/database.ts';
import { hideSecrets, type Logger } from '../src/platform/process/logger.ts';
import { slacksInvite } from '../src/shared/command-names.js';
import { ownVariables, type Variables } from '../src/shared/variables.ts';
import { manifestFor } from './manifest.ts';
import { freshTeam, juniper } from './people.ts';
import { textsAbout, tourWith } from './tour.ts';
import { startConnectedWiki } from './wiki/connected.ts';

/** Of no use for trying the app out: whoever sets them means the real one. */
const realVariables = ['PUBLIC_URL', 'APP_SECRET', 'DATABASE_URL', 'SMTP_URL', 'MAIL_FROM'];

/** Why the sandbox must not run here: everybody who reaches it may do everything. Nothing when it may. */
export function reasonNotToStart(env: Record<string, string | undefined>): string | undefined {
  const { set } = ownVariables(realVariables, env);
  const real = Object.keys(set).filter((name) => !/^https?:\/\/localhost\b/.test(set[name] ?? ''));
  const isReal = env.NODE_ENV === 'production' || real.length > 0;
  if (!isReal || env.SANDBOX === '1') return undefined;
  const are = real.length === 1 ? 'is' : 'are';
  const although = real.length > 0 ? `, although ${real.join(', ')} ${are}` : '';
  return (
    `No SLACK_ variable is set${although}. This would start the sandbox, a pretend Slack where anyone can do anything.\n` +
    'Set SLACK_SIGNING_SECRET, SLACK_CLIENT_ID and SLACK_CLIENT_SECRET (see .env.example), or SANDBOX=1 if you do want the sandbox.\n'
  );
}

/**
 * Starts the sandbox: a pretend Slack, a mailbox, their page, and between them the real app. It listens
 * on this machine only, keeps everything in DATA_DIR/sandbox, and goes on where it was stopped. `given` is as for
 * the app itself, without Slack.
 */
export async function startSandbox(
  given: Variables,
  log: Logger,
): Promise<Pick<RunningApp, 'stop' | 'failed'> & { url: string }> {
  // A copied .env.example is as good as none here.
  const env: Variables = ownVariables(Object.keys(Environment.shape), given).set;
  const folder = join(env.DATA_DIR || './data', 'sandbox');
  await makeDataFolder(folder);
  const command = env.SLACK_COMMAND || slacksInvite;
  const manifest = manifestFor(publicUrl(env), [command]);
  const team = (now: number) => freshTeam(manifest, now);
  const sandbox = await openSandbox({ folder, manifest, freshTeam: team });
  const config = sandboxConfig({ ...env, SLACK_COMMAND: command }, folder, sandbox);
  const database = await openDatabase({ ...config, clock: sandbox.clock, log });
  const wiki = await startConnectedWiki(database, config, juniper);
  const page = sandbox.page({
    publicUrl: config.publicUrl,
    texts: textsAbout(command),
    tour: tourWith(command),
    async emptyApp() {
      await emptyTables(database);
      await wiki.connect(url);
    },
    hideSecrets,
  });
  const app = await startApp(config, {
    ...{ log, clock: sandbox.clock, database },
    // Its clock jumps, so that nobody should wait for what comes due then.
    remindEveryMs: 1000,
    // Whoever reaches the page may act as anybody: this machine only.
    host: '127.0.0.1',
    front: page.before,
    slackUrl: config.publicUrl,
  });
  const url = `http://127.0.0.1:${app.port}`;
  await wiki.connect(url);
  await sandbox.connect(url);
  return {
    url: config.publicUrl,
    failed: app.failed,
    async stop() {
      page.stop();
      await wiki.stop();
      await app.stop();
      await sandbox.stop();
    },
  };
}

/** Where our links lead, which is needed before all else is read: a wrong one is told by the configuration. */
function publicUrl({ PUBLIC_URL: url, PORT: port }: Variables): string {
  const parsed = Environment.shape.PORT.safeParse(port);
  return url && URL.canParse(url) ? url : `http://localhost:${parsed.data ?? 0}`;
}

/** The app's configuration: as given, but with nothing of the real app's, neither its database nor its Slack. */
function sandboxConfig(env: Variables, folder: string, sandbox: OpenSandbox): Config {
  const config = loadConfig({
    ...env,
    APP_SECRET: env.APP_SECRET || sandbox.appSecret,
    DATABASE_URL: undefined,
    DATA_DIR: folder,
    ...sandbox.variables,
    MAIL_FROM: 'Invites <invites@sandbox.example>',
    // The wiki, which is told of sign-outs.
    TOOL_HOSTS: 'localhost',
  });
  if (!config.ok) throw new Error(`configuration: ${config.refusal.join('; ')}`);
  return config.value;
}

/** Empties every table save the record of the migrations: the app finds itself installed anew. */
async function emptyTables(database: Database): Promise<void> {
  const tables = await database.statement<{ name: string }>(
    `SELECT quote_ident(tablename) AS name FROM pg_tables
      WHERE schemaname = 'public' AND tablename <> '_prisma_migrations'`,
    [],
  );
  await database.statement(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`, []);
}
