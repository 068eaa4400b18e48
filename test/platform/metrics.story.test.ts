import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[0-9a-f]{4}-[0-9a-f]{12}$/;

async function metrics(): Promise<string> {
  return await (await world.get('/metrics')).text();
}

/** Waits until the figures, some of which are a few seconds old, hold the lines. */
async function figuresHold(...lines: RegExp[]): Promise<string> {
  return await vi.waitFor(
    async () => {
      const text = await metrics();
      for (const line of lines) expect(text).toMatch(line);
      return text;
    },
    { timeout: 15_000, interval: 250 },
  );
}

test('counts what there is and what happened, and tells nothing about anybody', async () => {
  await joinAs(world, 'ana@example.com', { displayName: 'Anabel' });
  const { path, token } = await invite(world, 'waiting@example.com');
  expect((await world.get(path)).status).toBe(200);
  await world.get('/no/such/page/with/secret-path');
  await new Visitor(world).signIn('ana@example.com', 'wrong password here');
  await new Visitor(world).signIn('ana@example.com', goodPassword);
  expect((await world.letterTo('ana@example.com')).parsed.subject).toBe('New sign-in to Sandbox');
  world.mailbox.refuseWith('451 later');
  await typeCommand(world, 'stuck@example.com');
  await world.slack.post({
    user: 'U0ADAM',
    channel: 'C0GENERAL',
    text: `${world.config.publicUrl}${path}`,
  });

  const text = await figuresHold(
    /^invitations\{status="accepted"\} 1$/m,
    /^invitations\{status="pending"\} 2$/m,
    /^deliveries\{state="retrying"\} 1$/m,
    /^delivery_attempts_total\{result="sent"\} [1-9]\d*$/m,
    /^delivery_attempts_total\{result="retrying"\} 1$/m,
    /^delivery_oldest_waiting_seconds [0-9.e-]+$/m,
    /^link_warnings_total 1$/m,
    /^sign_ins_total\{result="done"\} 1$/m,
    /^sign_ins_total\{result="wrong"\} 1$/m,
    /^http_request_duration_seconds_count\{method="GET",route="\/join\/:token",status="2xx"\} 1$/m,
    /^http_request_duration_seconds_count\{method="POST",route="\/slack\/\*",status="2xx"\} \d+$/m,
    /^nodejs_eventloop_lag_p99_seconds /m,
    /^process_resident_memory_bytes /m,
  );
  for (const personal of [
    'ana@',
    'example.com',
    'Anabel',
    'stuck',
    token,
    'secret-path',
    'U0ADAM',
  ]) {
    expect(text).not.toContain(personal);
  }
  const connections = /^postgres_connections\{state="total"\} [1-9]\d*$/m;
  if (world.database.url) expect(text).toMatch(connections);
  else expect(text).not.toMatch(connections);
});

test('gives every request an id that is in its log lines and its answer', async () => {
  const answer = await world.get('/join/unknown-token');
  const id = answer.headers.get('x-request-id') ?? '';
  expect(id).toMatch(uuid);
  const lines = world.logs.filter(({ request }) => request === id);
  expect(lines).toMatchObject([{ msg: 'request', route: '/join/:token', status: 404 }]);
  expect((await world.get('/healthz')).headers.get('x-request-id')).not.toBe(id);
});

test.each([
  ['a4f0c9d2-proxy:17', true],
  ['short', false],
  ['with spaces and "quotes"', false],
  ['x'.repeat(129), false],
])('keeps the id %j of a proxy: %s', async (given, kept) => {
  const answer = await world.get('/healthz', { 'x-request-id': given });
  expect(answer.headers.get('x-request-id') === given).toBe(kept);
});

test('gives Slack’s requests one, too, also for what goes on after the answer', async () => {
  const before = world.logs.length;
  world.expectFaults();
  world.slack.fail('views.open', { error: 'internal_error', times: 3 });
  const reply = await world.slack.command({ user: 'U0ADAM', command: '/invite' });
  expect(reply.status).toBe(200);
  const fault = await vi.waitFor(() => {
    const line = world.logs.slice(before).find(({ msg }) => msg === 'fault');
    expect(line).toBeDefined();
    return line;
  });
  expect(fault?.request).toMatch(uuid);
});
