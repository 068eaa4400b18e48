import { join } from 'node:path';
import { z } from 'zod';
import { type RunningApp, startApp } from '../app.ts';
import { type Config, Environment, loadConfig } from '../config.ts';
import { type Database, openDatabase } from '../platform/database.ts';
import type { Logger } from '../platform/logger.ts';
import { realClock } from '../shared/clock.ts';
import { ownVariables, type Variables } from '../shared/variables.ts';
import { keptAppSecret } from './app-secret.ts';
import { createKeeper, readKept } from './keeping.ts';
import { keptLetters, type Mailbox, startMailbox } from './mailbox.ts';
import { freshTeam } from './page/cast.ts';
import { createSandboxFront } from './page/front.tsx';
import { readManifest } from './page/manifest.ts';
import { freshMemory, type Memory } from './page/memory.ts';
import { type PretendSlack, startPretendSlack } from './slack/pretend-slack.ts';
import type { SlackState } from './slack/state.ts';

const slackSecrets = { signingSecret: 'a5'.repeat(16), botToken: 'xoxb-sandbox' };

/** Raised when what is kept changes its form: the sandbox then starts over. */
const keptVersion = 2;

// The parts are ours; another version of them is not read at all.
const Kept = z.object({
  version: z.literal(keptVersion),
  shiftMs: z.number().min(0),
  slack: z.custom<SlackState>((value) => typeof value === 'object' && value !== null),
  letters: z.array(z.object({ to: z.string(), raw: z.string(), receivedAt: z.string() })),
  memory: z.custom<Memory>((value) => typeof value === 'object' && value !== null),
});
type Kept = z.infer<typeof Kept>;

/** Of no use for trying the app out: whoever sets them means the real one. */
const realVariables = ['PUBLIC_URL', 'APP_SECRET', 'DATABASE_URL', 'SMTP_URL', 'MAIL_FROM'];

/** Why the sandbox must not run here: everybody who reaches it may do everything. Nothing when it may. */
export function reasonNotToStart(env: Record<string, string | undefined>): string | undefined {
  const { set } = ownVariables(realVariables, env);
  const real = Object.keys(set).filter((name) => !/^https?:\/\/localhost\b/.test(set[name] ?? ''));
  const isReal = env.NODE_ENV === 'production' || real.length > 0;
  if (!isReal || env.SANDBOX === '1') return undefined;
  const though = real.length > 0 ? `, though there is ${real.join(', ')}` : '';
  return (
    `No SLACK_ variable is set${though}. This would be the sandbox: a pretend Slack, where everybody may do everything.\n` +
    'Set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN (see .env.example), or SANDBOX=1 if you do want the sandbox.\n'
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
  const kept = Kept.safeParse(readKept(folder, 'state.json')).data;
  const clock = { ...realClock(), shiftMs: kept?.shiftMs ?? 0 };
  const now = () => Date.now() + clock.shiftMs;
  const memory = { ...freshMemory(), ...kept?.memory };
  const declared = readManifest(env.SLACK_COMMAND || '/invite');
  const fresh = freshTeam(now(), declared.scopes);
  const slack = await startPretendSlack({
    ...slackSecrets,
    now,
    unfurlDomains: [publicHost(env)],
    // What a newer version knows besides is as at the beginning.
    state: { ...fresh, ...kept?.slack, scopes: fresh.scopes },
  });
  const mailbox = await startMailbox({ letters: kept?.letters ?? [], now });
  const config = sandboxConfig(env, folder, { slack, mailbox });
  const database = await openDatabase({ ...config, clock, log });
  const keeper = createKeeper(folder, 'state.json', (): Kept => {
    return {
      version: keptVersion,
      shiftMs: clock.shiftMs,
      slack: slack.state,
      letters: keptLetters(mailbox),
      memory,
    };
  });
  const front = createSandboxFront({
    slack,
    mailbox,
    clock,
    memory,
    publicUrl: config.publicUrl,
    declared,
    emptyApp: () => emptyTables(database),
    onChange: keeper.changed,
  });
  // Whoever reaches the page may act as anybody: this machine only.
  const app = await startApp(config, {
    log,
    clock,
    database,
    host: '127.0.0.1',
    front: front.before,
  });
  slack.connect(`http://127.0.0.1:${app.port}`);
  return {
    url: config.publicUrl,
    failed: app.failed,
    async stop() {
      front.stop();
      await app.stop();
      await Promise.all([slack.stop(), mailbox.stop()]);
      keeper.flush();
    },
  };
}

/** The host of our links, which is told before all else is read: a wrong one is told by the configuration. */
function publicHost(env: Variables): string {
  const url = env.PUBLIC_URL || 'http://localhost';
  return URL.canParse(url) ? new URL(url).hostname : 'localhost';
}

/** The app's configuration: as given, but with nothing of the real app's, neither its database nor its Slack. */
function sandboxConfig(
  env: Variables,
  folder: string,
  { slack, mailbox }: { slack: PretendSlack; mailbox: Mailbox },
): Config {
  const config = loadConfig({
    ...env,
    APP_SECRET: env.APP_SECRET || keptAppSecret(folder),
    DATABASE_URL: undefined,
    DATA_DIR: folder,
    SLACK_SIGNING_SECRET: slackSecrets.signingSecret,
    SLACK_BOT_TOKEN: slackSecrets.botToken,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mailbox.smtpUrl,
    MAIL_FROM: 'Invites <invites@sandbox.example>',
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
  if (tables.length === 0) return;
  await database.statement(`TRUNCATE ${tables.map(({ name }) => name).join(', ')} CASCADE`, []);
}
