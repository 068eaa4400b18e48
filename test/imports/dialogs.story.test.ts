import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { addPerson } from '../support/acts.ts';
import { importOf, leaveRoom, lookAt, manyAddresses, sendAll } from '../support/import-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** How often the app has changed an open dialog by itself. */
function updates(): number {
  return world.slack.calls.filter(({ method }) => method === 'views.update').length;
}

/** Slack's way to the app, on which each answer is held back until something has happened. */
async function holdAnswers(until: () => Promise<unknown>): Promise<() => void> {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk);
    const { host: _, connection: _of, ...headers } = request.headers;
    const answer = await fetch(`${world.url}${request.url}`, {
      method: 'POST',
      headers: headers as Record<string, string>,
      body: Buffer.concat(chunks),
    });
    const body = await answer.text();
    await until();
    const type = answer.headers.get('content-type') ?? 'text/plain';
    response.writeHead(answer.status, { 'content-type': type }).end(body);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  world.slack.connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
  return () => {
    world.slack.connect(world.url);
    server.close();
    server.closeAllConnections();
  };
}

test('an answer to Send that comes late does not leave an old count in the dialog', async () => {
  const person = await lookAt(world.slack, ['late@example.com']);
  const isShown = () => person.reads('modal').join('\n').includes('1 person invited');
  const letThrough = await holdAnswers(() => world.slack.until(isShown, 30_000));

  await person.submits();
  letThrough();
  await person.waitsFor('modal', '1 person invited');
  await person.closes();
});

test('a list that ends while Slack opens its dialog is shown as it ended', async () => {
  await leaveRoom(world, adam, 2);
  const { person, id } = await sendAll(world, manyAddresses(4, 'opening'));
  await person.waitsFor('modal', 'Your daily limit is reached.');
  const olga = personIn(world.slack, 'U0OLGA');
  await olga.opensHome();
  world.slack.fail('views.open', { delayMs: 5000 });
  await olga.presses('Open', { in: 'home', of: 'List of 4' });
  await person.presses('Stop…', { in: 'modal' });
  await vi.waitFor(
    async () => expect(await importOf(world, id)).toMatchObject({ state: 'stopped' }),
    { timeout: 15_000 },
  );
  await olga.waitsFor('modal', '2 not sent because it was stopped');
  const opened = world.slack.calls.findLast(({ method }) => method === 'views.open');
  expect(JSON.stringify(opened?.args)).toContain('Sending');
  await person.closes();
  await olga.closes();
});

test.each([
  { user: 'U0PIA', how: 'fails', plan: { error: 'fatal_error' } },
  { user: 'U0RUI', how: 'is down', plan: { status: 503 } },
  { user: 'U0SAM', how: 'wants a pause', plan: { retryAfter: 1 } },
])(
  'when Slack $how at the last change of a dialog, it is shown soon after',
  async ({ user, plan }) => {
    addPerson(world, { id: user, name: user.toLowerCase(), isAdmin: true });
    await leaveRoom(world, user, 1);
    const before = updates();
    const { person } = await sendAll(world, manyAddresses(2, user.toLowerCase()), { user });
    await person.waitsFor('modal', 'Your daily limit is reached.');
    // By its turn, and with the answer to Send.
    await world.slack.until(() => updates() >= before + 2, 15_000);

    world.slack.fail('views.update', plan);
    world.clock.shiftMs += 24 * 3_600_000;
    await person.waitsFor('modal', '2 people invited');
  },
);
