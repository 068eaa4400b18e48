import { type PretendSlack, type PretendSlackOptions, startPretendSlack } from 'pretend-slack';
import { type Mailbox, type MailboxLetter, startMailbox } from 'pretend-slack/mailbox';
import { expect, inject, vi } from 'vitest';
import { type RunningApp, startApp } from '../../src/app.ts';
import { type Config, loadConfig } from '../../src/config.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { type SlackPaces, slackPaces } from '../../src/platform/slack/paces.ts';
import { type Clock, realClock } from '../../src/shared/clock.ts';
import { byOauth, credentials, secrets } from './credentials.ts';
import { keepPayloads } from './kept-payloads.ts';
import { manifestFor } from './manifest.ts';
import { type Neighbour, settleNeighbour } from './neighbour.ts';
import { noPaces } from './paces.ts';
import { makeTestDatabase, type PrepareDatabase, type TestDatabase } from './test-database.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How Slack's requests reach the app. */
    slackConnection: 'http' | 'socket';
    /** Whether every story's team has another one beside it, which must notice nothing. */
    neighbour: boolean;
    /** Where `npm run check:slack` finds what the app showed in Slack; empty otherwise. */
    slackPayloadsFolder: string;
  }
}

/** The real app with everything around it: a pretend Slack, a real mail server, a database of its own. */
export interface World {
  readonly url: string;
  readonly slack: PretendSlack;
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly config: Config;
  /** How often the app calls Slack by itself. */
  readonly paces: SlackPaces;
  readonly database: TestDatabase;
  /** Every log line so far, parsed. */
  readonly logs: Record<string, unknown>[];
  /** Requests a path of the app; redirects are not followed. */
  get(path: string, headers?: Record<string, string>): Promise<Response>;
  /** Sends a form from the app's own page. */
  post(path: string, form: FormData, headers?: Record<string, string>): Promise<Response>;
  /** The next letter to this address that hasn't been taken yet; waits for it. */
  letterTo(address: string): Promise<MailboxLetter>;
  /** Call it when the test causes a fault on purpose; otherwise a logged error fails the test. */
  expectFaults(): void;
  stop(): Promise<void>;
}

/**
 * A busy machine may need longer than Slack waits. How fast the app answers is measured by the benchmark; here
 * Slack's seconds last ten times as long, so that no test fails because of somebody else's load.
 */
function patience(): { now: () => number; ackTimeoutMs: number } {
  const start = Date.now();
  return { now: () => start + (Date.now() - start) / 10, ackTimeoutMs: 15_000 };
}

/** Slack as a story begins with it. */
type WorldsSlack = Partial<PretendSlackOptions> & {
  /** Whether Slack has verified the app's address, without which it sends no events. */
  readonly isVerified?: boolean;
  /** Whether what comes due by itself is sent: reminders, and what inviters are told once a week. */
  readonly isReminding?: boolean;
};

export async function startWorld(
  env: Record<string, string> = {},
  { isVerified = true, isReminding = false, ...slackOptions }: WorldsSlack = secrets,
  prepare?: PrepareDatabase,
): Promise<World> {
  const logs: Record<string, unknown>[] = [];
  const log = createLogger({
    level: env.LOG_LEVEL ?? 'info',
    sink: { write: (line) => void logs.push(JSON.parse(line)) },
  });
  const clock = realClock();
  const paces = pacesFor(slackOptions);
  const bySocket = inject('slackConnection') === 'socket' && {
    SLACK_APP_TOKEN: credentials.appToken,
  };
  const slack = await startSlack(env.SLACK_COMMAND, slackOptions, clock);
  const mailbox = await startMailbox();
  const database = await makeTestDatabase(clock, log, prepare);
  const hasNeighbour = inject('neighbour');
  const config = testConfig({
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mailbox.smtpUrl,
    ...bySocket,
    ...(hasNeighbour && byOauth),
    ...env,
  });
  const neighbour = hasNeighbour ? await settleNeighbour({ slack, database, config }) : undefined;
  const app = await startApp(config, {
    log,
    clock,
    database: database.database,
    paces,
    // They would come and go as stories move the clock.
    lookEveryMs: lookEveryMs(paces),
    installationLooks: 'never',
    remindEveryMs: remindEveryMs(isReminding),
    host: '127.0.0.1',
  });
  const url = `http://127.0.0.1:${app.port}`;
  slack.connect(url);
  await beReached(slack, config, isVerified);
  let faultsExpected = false;
  const taken = new Set<number>();
  const request = async (path: string, init: RequestInit): Promise<Response> => {
    const response = await fetch(url + path, { ...init, redirect: 'manual' });
    neighbour?.overhear(response);
    return response;
  };
  const world: World = {
    url,
    slack,
    mailbox,
    clock: wakingClock(clock, (passedMs) => database.query(timePassed, [passedMs])),
    config,
    paces,
    database: neighbour?.database ?? database,
    logs,
    get: (path, headers = {}) => request(path, { headers }),
    post: (path, form, headers = {}) => {
      const body = neighbour ? withWorkspace(path, form) : form;
      const sent = { 'sec-fetch-site': 'same-origin', ...headers };
      return request(path, { method: 'POST', body, headers: sent });
    },
    letterTo: (address) => nextLetter(mailbox, address, taken),
    expectFaults() {
      faultsExpected = true;
    },
    stop: () => stopWorld(world, { app, neighbour, faultsExpected }),
  };
  return world;
}

/** Slack reaches the app: by the connection that it opens, or at the address that it says is its own when asked. */
async function beReached(slack: PretendSlack, config: Config, isVerified: boolean): Promise<void> {
  if (config.slack.appToken) {
    await vi.waitFor(() => expect(slack.sockets.connections()).toBe(1), 15_000);
  } else if (isVerified) {
    const body = JSON.stringify({ type: 'url_verification', challenge: 'a-challenge' });
    await slack.sendRaw({ body, contentType: 'application/json' });
  }
}

async function startSlack(
  command: string | undefined,
  options: Partial<PretendSlackOptions>,
  clock: Clock,
): Promise<PretendSlack> {
  const { signingSecret } = secrets;
  return await startPretendSlack({
    signingSecret,
    credentials,
    manifest: manifestFor(command),
    ...patience(),
    // Its limits are by the app's time, in which minutes can pass at once.
    ...(options.tiers && { now: () => Date.now() + clock.shiftMs }),
    ...options,
  });
}

/** Members are looked at in Slack where the story is about Slack's limits. */
export function lookEveryMs(paces: SlackPaces): number {
  return paces === noPaces ? Number.POSITIVE_INFINITY : 100;
}

/** Reminders would come as stories let days pass: only where the story is about them. */
function remindEveryMs(isReminding: boolean): number {
  return isReminding ? 50 : Number.POSITIVE_INFINITY;
}

/** Only where Slack has limits, the app keeps to them. */
function pacesFor({ tiers }: Partial<PretendSlackOptions>): SlackPaces {
  return tiers ? slackPaces : noPaces;
}

/** Among several workspaces people are asked for theirs where they sign in, and type its domain in Slack. */
function withWorkspace(path: string, form: FormData): FormData {
  const isAsked = path.startsWith('/sign-in') || path.startsWith('/forgot');
  if (isAsked && !form.has('workspace') && !form.has('slackDomain')) {
    form.set('slackDomain', 'sandbox');
  }
  return form;
}

/** A complete configuration for tests. */
export function testConfig(env: Record<string, string>): Config {
  const config = loadConfig({
    PORT: '0',
    PUBLIC_URL: 'http://localhost:3000',
    APP_SECRET: 'test-secret-test-secret-test-secret',
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_BOT_TOKEN: secrets.botToken,
    MAIL_FROM: 'Invites <invites@example.com>',
    ...env,
  });
  if (!config.ok) throw new Error(config.refusal.join('; '));
  return config.value;
}

async function nextLetter(
  mailbox: Mailbox,
  address: string,
  taken: Set<number>,
): Promise<MailboxLetter> {
  const find = (): MailboxLetter | undefined =>
    mailbox.letters.find(
      (letter) => letter.to.toLowerCase() === address.toLowerCase() && !taken.has(letter.number),
    );
  const letter = await new Promise<MailboxLetter>((resolve, reject) => {
    const there = find();
    if (there) return resolve(there);
    const timer = setTimeout(() => reject(new Error(`no letter to ${address}`)), 15_000);
    const forget = mailbox.onLetter(() => {
      const arrived = find();
      if (!arrived) return;
      clearTimeout(timer);
      forget();
      resolve(arrived);
    });
  });
  taken.add(letter.number);
  return letter;
}

/** Whatever is being sent is still in its turn, as a process renews it while time passes; what waits looks at the time. */
const timePassed = `
  WITH renewed AS (
    UPDATE deliveries SET lease_until = lease_until + $1 * interval '1 millisecond' WHERE state = 'sending')
  SELECT pg_notify('deliveries', ''), pg_notify('imports', ''), pg_notify('requests', '')`;

/** A clock that has what comes due looked at as soon as it is moved: by itself the app looks every two seconds. */
function wakingClock(clock: Clock, wake: (passedMs: number) => Promise<unknown>): Clock {
  return {
    get shiftMs() {
      return clock.shiftMs;
    },
    set shiftMs(shiftMs) {
      const passedMs = shiftMs - clock.shiftMs;
      clock.shiftMs = shiftMs;
      // Some tests move it while the database is away.
      wake(passedMs).catch(() => undefined);
    },
  };
}

async function stopWorld(
  world: World,
  parts: { app: RunningApp; neighbour: Neighbour | undefined; faultsExpected: boolean },
): Promise<void> {
  const { slack, mailbox, database, logs } = world;
  try {
    await parts.neighbour?.expectAtHome(world);
  } finally {
    keepPayloads(slack);
    await parts.app.stop();
    await Promise.all([slack.stop(), mailbox.stop()]);
    await database.remove();
  }
  await parts.neighbour?.expectUnnoticed(mailbox.letters);
  const faults = logs.filter((line) => Number(line.level) >= 50);
  if (faults.length > 0 && !parts.faultsExpected) {
    throw new Error(`unexpected faults: ${JSON.stringify(faults, undefined, 1)}`);
  }
  if (slack.refusals.length > 0) {
    throw new Error(`Slack would refuse: ${JSON.stringify(slack.refusals, undefined, 1)}`);
  }
}
