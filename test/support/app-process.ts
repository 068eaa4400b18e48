import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import type { PretendSlack } from 'pretend-slack';
import { secrets } from './credentials.ts';
import { root } from './source-files.ts';

/** One of our programs as a process of its own, the way it runs for real. */
export interface Running {
  readonly child: ChildProcess;
  readonly exit: Promise<number | null>;
  /** Everything that it wrote so far. */
  output(): string;
  /** The first line of its log with this message; waits for it. */
  logged(message: string): Promise<Record<string, unknown>>;
}

const children = new Set<ChildProcess>();

/** Ends, without a chance to do anything about it, whatever still runs. */
export function killAll(): void {
  for (const child of children) child.kill('SIGKILL');
}

/** Runs a file of the project in an environment of nothing else. */
export function runScript(script: string, env: Record<string, string>): Running {
  const child = spawn(process.execPath, [join(root, script)], { cwd: root, env });
  children.add(child);
  const lines: string[] = [];
  const listeners = new Set<() => void>();
  for (const stream of [child.stdout, child.stderr]) {
    createInterface(stream).on('line', (line) => {
      lines.push(line);
      for (const listener of listeners) listener();
    });
  }
  const exit = once(child, 'close').then(([code]) => {
    children.delete(child);
    for (const listener of listeners) listener();
    return code as number | null;
  });
  return {
    child,
    exit,
    output: () => lines.join('\n'),
    logged: (message) =>
      new Promise((resolve, reject) => {
        const look = (): void => {
          const line = lines.find((each) => each.includes(`"msg":"${message}"`));
          if (line) resolve(JSON.parse(line));
          else if (!children.has(child)) reject(new Error(`ended:\n${lines.join('\n')}`));
        };
        listeners.add(look);
        look();
      }),
  };
}

/** What the app has to do with; its data is in the folder. */
export interface Surroundings {
  readonly slack: PretendSlack;
  readonly smtpUrl: string;
  readonly folder: string;
}

/** The variables of a complete configuration. */
export function environmentOf({ slack, smtpUrl, folder }: Surroundings): Record<string, string> {
  return {
    PORT: '0',
    PUBLIC_URL: 'http://localhost:3000',
    DATA_DIR: join(folder, 'data'),
    APP_SECRET: 'test-secret-test-secret-test-secret',
    SLACK_SIGNING_SECRET: secrets.signingSecret,
    SLACK_BOT_TOKEN: secrets.botToken,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: smtpUrl,
    MAIL_FROM: 'invites@example.com',
  };
}

/** Starts the built app, to which Slack's requests go from now on; resolves when it takes them. */
export async function startBuiltApp(
  around: Surroundings,
  env: Record<string, string> = {},
): Promise<Running & { url: string }> {
  const app = runScript('dist/main.js', { ...environmentOf(around), ...env });
  const { port } = await app.logged('listening');
  const url = `http://127.0.0.1:${String(port)}`;
  around.slack.connect(url);
  return { ...app, url };
}
