import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { type PretendSlack, type PretendSlackOptions, startPretendSlack } from 'pretend-slack';
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
  leave(): Promise<void>;
}

/** What somebody gives to `npm run slack`. */
interface SetUpRun {
  readonly args?: readonly string[];
  readonly answers?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
}

/** What it says must be proof against a mistake in the test, too: these never stand in it. */
const secret = /xox[a-z.]*-[\w-]{8,}|\b[0-9a-f]{32}\b/;

export async function startEmptyPlace(
  options: Partial<PretendSlackOptions> = {},
): Promise<EmptyPlace> {
  const folder = mkdtempSync(join(tmpdir(), 'test-set-up-'));
  const file = join(folder, '.env');
  const slack = await startPretendSlack({ signingSecret: 'nobody knows', ...options });
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
    setUp: ({ args = [], answers = [], env = {} } = {}) =>
      runSetUp(['--env', file, ...args], answers, { SLACK_API_URL: slack.apiUrl, ...env }),
    async leave() {
      await slack.stop();
      rmSync(folder, { recursive: true });
    },
  };
}

async function runSetUp(
  args: readonly string[],
  answers: readonly string[],
  env: Readonly<Record<string, string>>,
): Promise<{ code: number | null; output: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'slack.js'), ...args], {
    cwd: root,
    env,
    stdio: ['pipe', 'pipe', 'pipe'],
  });
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
