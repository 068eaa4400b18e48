import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startPretendSlack } from 'pretend-slack';
import { startMailbox } from 'pretend-slack/mailbox';
import { expect, vi } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { killAll, startBuiltApp } from './app-process.ts';
import { secrets } from './credentials.ts';
import type { WebServer } from './proxies.ts';

/** For how long a web server may go on saying that the app is away, once it is back. */
const maxAwayMs = 3000;

/** What a client claims as the id of a request stands in no log. */
async function choosesRequestIdsItself(front: string): Promise<void> {
  const headers = { 'x-request-id': 'forged-by-client' };
  const ask = async () => (await fetch(`${front}/sign-in`, { headers })).headers;
  const ids = [await ask(), await ask()].map((answer) => answer.get('x-request-id'));
  expect(ids[0]).toMatch(/^[0-9a-f-]{32,36}$/);
  expect(ids[1]).not.toBe(ids[0]);
}

interface Seen {
  readonly status: number;
  readonly text: string;
}

/**
 * Starts the app anew behind a web server, while people invite through it. Gives what somebody read who asked for a
 * page while the app was away, again and again until it was back; fails when the web server finds it too late, or
 * when an invitation that was acknowledged is lost.
 */
export async function restartBehind(
  startServer: (appPort: number, port: number) => Promise<WebServer>,
): Promise<Seen[]> {
  const folder = await mkdtemp(join(tmpdir(), 'test-restart-'));
  const slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 30_000 });
  const mailbox = await startMailbox();
  const [appPort, port] = [await freePort(), await freePort()];
  const front = `http://127.0.0.1:${port}`;
  const around = { slack, smtpUrl: mailbox.smtpUrl, folder };
  const start = () => startBuiltApp(around, { PORT: String(appPort), TRUST_PROXY: '1' });
  const server = await startServer(appPort, port);
  try {
    const first = await start();
    slack.connect(front);
    await choosesRequestIdsItself(front);
    const inviting = inviteUntilTold(slack);
    await vi.waitFor(() => expect(mailbox.letters.length).toBeGreaterThan(3), 30_000);

    first.child.kill('SIGTERM');
    expect(await first.exit).toBe(0);
    const visit = visitUntilTold(`${front}/sign-in`);
    const second = await start();
    slack.connect(front);
    await vi.waitFor(async () => expect((await fetch(`${front}/readyz`)).status).toBe(200), {
      timeout: maxAwayMs,
      interval: 50,
    });
    const seen = await visit.stop();

    const acknowledged = await inviting.stop();
    const arrived = () => new Set(mailbox.letters.map(({ to }) => to));
    await vi.waitFor(
      () => expect(acknowledged.filter((each) => !arrived().has(each))).toEqual([]),
      {
        timeout: 30_000,
        interval: 50,
      },
    );
    expect(mailbox.letters).toHaveLength(arrived().size);
    second.child.kill('SIGTERM');
    await second.exit;
    return seen;
  } finally {
    killAll();
    await server.stop();
    await Promise.all([slack.stop(), mailbox.stop()]);
    await rm(folder, { recursive: true, force: true });
  }
}

/** Somebody who asks for a page, and for another one once there was an answer. */
function visitUntilTold(url: string) {
  const seen: Seen[] = [];
  let isTold = false;
  const done = (async () => {
    do {
      const answer = await fetch(url);
      seen.push({ status: answer.status, text: await answer.text() });
    } while (!isTold);
  })();
  return {
    async stop(): Promise<Seen[]> {
      isTold = true;
      await done;
      return seen;
    },
  };
}

/** An admin who invites one address after the other, until told to stop; knows which ones the app said yes to. */
function inviteUntilTold(slack: Awaited<ReturnType<typeof startPretendSlack>>) {
  const acknowledged: string[] = [];
  let isTold = false;
  const done = (async () => {
    for (let each = 0; !isTold; each += 1) {
      const text = `person${each}@example.com`;
      const said = slack.ephemerals('U0ADAM').length;
      const { status } = await slack.command({ user: 'U0ADAM', command: '/invite', text });
      if (status !== 200) continue;
      const answer = await slack.until(() => slack.ephemerals('U0ADAM')[said], 10_000);
      if (JSON.stringify(answer).includes('Invited')) acknowledged.push(text);
    }
  })();
  return {
    async stop(): Promise<string[]> {
      isTold = true;
      await done;
      return acknowledged;
    },
  };
}
