import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { App, HTTPReceiver, type Logger, LogLevel } from '@slack/bolt';
import {
  type PretendSlack,
  type PretendSlackOptions,
  startPretendSlack,
} from '../../src/slack/pretend-slack.ts';

/** A pretend Slack with a real Bolt app behind it. */
export interface BoltTeam {
  slack: PretendSlack;
  app: App;
  /** Resolves when every handler that runs now is through. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

/** Tests cause errors on purpose, which need not be read. */
export const silent: Logger = {
  debug() {},
  info() {},
  warn() {},
  error() {},
  setLevel() {},
  getLevel: () => LogLevel.ERROR,
  setName() {},
};

/** Counts the app's handlers; gives a promise for when none runs. */
function countHandlers(app: App): () => Promise<void> {
  const running = new Set<Promise<void>>();
  app.use(async ({ next }) => {
    const run = next();
    running.add(run);
    await run.finally(() => running.delete(run));
  });
  return async () => {
    while (running.size > 0) await Promise.allSettled(running);
  };
}

/** Starts both, with the app's handlers as `register` adds them. */
export async function startBoltTeam(
  register: (app: App) => void,
  options: Partial<PretendSlackOptions> = {},
): Promise<BoltTeam> {
  const secrets = { signingSecret: 'shhh', botToken: 'xoxb-test' };
  const slack = await startPretendSlack({ ...secrets, ...options });
  const receiver = new HTTPReceiver({
    signingSecret: secrets.signingSecret,
    logger: silent,
    unhandledRequestTimeoutMillis: 200,
  });
  const app = new App({
    receiver,
    token: secrets.botToken,
    logger: silent,
    clientOptions: { logger: silent, slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 } },
    deferInitialization: true,
  });
  await app.init();
  const settled = countHandlers(app);
  register(app);
  const server = createServer((request, response) => receiver.requestListener(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return {
    slack,
    app,
    settled,
    async stop() {
      await settled();
      const closed = new Promise((resolve) => server.close(resolve));
      server.closeAllConnections();
      await Promise.all([closed, slack.stop()]);
    },
  };
}
