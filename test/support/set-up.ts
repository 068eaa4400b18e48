import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type PretendSlack, type PretendSlackOptions, startPretendSlack } from 'pretend-slack';
import { portOf } from '../../scripts/free-port.js';
import { root } from './source-files.ts';

/** An empty folder and a pretend Slack in which nobody has made an app yet. */
export interface EmptyPlace {
  readonly folder: string;
  readonly file: string;
  readonly slack: PretendSlack;
  /** What is in .env by now. */
  env(): Record<string, string>;
  text(): string;
  /** Runs `npm run slack` with these answers, a line each; gives its end. */
  setUp(run?: SetUpRun): Promise<{ code: number | null; output: string }>;
  /** How often Slack was called by this method. */
  called(method: string): number;
  /** Puts somebody between the script and Slack, as {@link goBetween} does; gives what leads there. */
  standBetween(...of: Between): Promise<{ SLACK_API_URL: string }>;
  leave(): Promise<void>;
}

/** What somebody gives to `npm run slack`. */
interface SetUpRun {
  readonly args?: readonly string[];
  readonly answers?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  /** How many blocks of 512 bytes a file may have that it writes, as on a full disk. */
  readonly blocks?: number;
  /** Is given the process. */
  readonly onStart?: (child: ChildProcess) => void;
}

/** What it says must be proof against a mistake in the test, too: these never stand in it. */
const secret = /xox[a-z.]*-[\w-]{8,}|\b[0-9a-f]{32}\b/;

export async function startEmptyPlace(
  options: Partial<PretendSlackOptions> = {},
): Promise<EmptyPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'test-set-up-'));
  const file = join(folder, '.env');
  const slack = await startPretendSlack({ signingSecret: 'nobody knows', ...options });
  const between: GoBetween[] = [];
  const text = () => (existsSync(file) ? readFileSync(file, 'utf8') : '');
  return {
    folder,
    file,
    slack,
    env: () => {
      const read = Object.entries(parseEnv(text()));
      return Object.fromEntries(read.map(([name, value]) => [name, value ?? '']));
    },
    text,
    setUp: ({ args = [], env = {}, ...run } = {}) =>
      runSetUp({
        ...run,
        args: ['--env', file, ...args],
        env: { SLACK_API_URL: slack.apiUrl, ...env },
      }),
    called: (method) => slack.calls.filter((call) => call.method === method).length,
    async standBetween(...of) {
      const someone = await goBetween(slack, ...of);
      between.push(someone);
      return { SLACK_API_URL: someone.apiUrl };
    },
    async leave() {
      for (const each of between) await each.stop();
      await slack.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function runSetUp({
  args = [],
  answers = [],
  env = {},
  blocks,
  onStart = () => undefined,
}: SetUpRun): Promise<{ code: number | null; output: string }> {
  const [command = '', ...before] =
    blocks === undefined
      ? [process.execPath]
      : ['/bin/sh', '-c', `ulimit -f ${blocks}; exec "$0" "$@"`, process.execPath];
  const child = spawn(command, [...before, join(root, 'scripts', 'slack.js'), ...args], {
    cwd: root,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  onStart(child);
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  child.stdin.end(answers.map((answer) => `${answer}\n`).join(''));
  const [code] = await once(child, 'close');
  const shown = secret.exec(output);
  if (shown) throw new Error(`a secret was shown: ${shown[0].slice(0, 12)}…`);
  return { code: code as number | null, output };
}

/** Somebody between the script and the pretend Slack. */
interface GoBetween {
  readonly apiUrl: string;
  stop(): Promise<void>;
}

type Between = [
  method: string,
  answer: (pass: () => Promise<string>) => Promise<{ status?: number; text: string } | undefined>,
];

/**
 * Gives on what is asked and answered, but at one method: there it answers what it is told to, whatever Slack did by
 * then; cuts the connection for undefined, and waits for as long as the promise does.
 */
async function goBetween(slack: PretendSlack, ...[method, answer]: Between): Promise<GoBetween> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const name = request.url?.split('/').pop() ?? '';
    const { authorization, 'content-type': type = '' } = request.headers;
    const pass = async () => {
      const headers = { 'content-type': type, ...(authorization && { authorization }) };
      const body = Buffer.concat(chunks);
      const passed = await fetch(new URL(name, slack.apiUrl), { method: 'POST', headers, body });
      return await passed.text();
    };
    const given = name === method ? await answer(pass) : { text: await pass() };
    if (given === undefined) request.socket.destroy();
    else response.writeHead(given.status ?? 200).end(given.text);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    apiUrl: `http://127.0.0.1:${portOf(server.address())}/api/`,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
