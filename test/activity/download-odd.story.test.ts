import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest';
import { joinAs } from '../support/acts.ts';
import { workspaceIdOf } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The file of very many entries, which somebody waits for: what happens meanwhile.

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await startWorld();
  ({ cookie } = await joinAs(world, 'ada@example.com', { displayName: 'Ada', role: 'admin' }));
});
afterEach(() => vi.restoreAllMocks());
afterAll(() => world.stop());

const many = 20_000;

async function insertMany(): Promise<void> {
  await world.database.query(
    `INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
     SELECT gen_random_uuid(), $1, 'Ada', 'link_shown', 'old-' || i || '@example.com', '{}',
       now() - interval '1 day' - (i / 3) * interval '1 second'
     FROM generate_series(1, $2::int) AS i`,
    [await workspaceIdOf(world), many],
  );
}

function faults(): Record<string, unknown>[] {
  return world.logs.filter(({ level }) => level === 50);
}

function begin(): Promise<Response> {
  return world.post('/activity', new FormData(), { cookie });
}

async function linesIn(response: Response): Promise<number> {
  let [lines, decoder] = [0, new TextDecoder()];
  for await (const chunk of response.body ?? []) {
    lines += decoder.decode(chunk as Uint8Array, { stream: true }).split('\r\n').length - 1;
  }
  return lines;
}

test('very many are sent whole', async () => {
  await insertMany();
  const [{ count = 0 } = {}] = await world.database.query(
    'SELECT count(*)::int FROM audit_entries',
  );
  const lines = await linesIn(await begin());
  // One for the head, one for the download.
  expect(lines).toBe(Number(count) + 2);
});

test('whoever is demoted meanwhile gets no more, and no file that looks whole', async () => {
  world.expectFaults();
  const response = await begin();
  expect(response.status).toBe(200);
  const reader = response.body?.getReader();
  await reader?.read();
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'ada@example.com'",
  );
  const rest = async () => {
    for (;;) if ((await reader?.read())?.done) return 'whole';
  };
  const printed = vi.spyOn(console, 'error');
  await expect(rest()).rejects.toThrow();
  const message = 'the rights of whoever downloads the activity have ended';
  await vi.waitFor(() => expect(faults()).toMatchObject([{ err: { message } }]));
  // What goes past the log would be there twice.
  await world.get('/activity', { cookie });
  expect(printed).not.toHaveBeenCalled();
  await world.database.query("UPDATE members SET role = 'admin' WHERE address = 'ada@example.com'");
});

test('a browser that goes away in the middle ends it, which is no fault', async () => {
  const before = faults().length;
  for (let n = 0; n < 5; n += 1) {
    const response = await begin();
    const reader = response.body?.getReader();
    await reader?.read();
    await reader?.cancel();
    expect((await world.get('/activity', { cookie })).status).toBe(200);
  }
  expect(faults()).toHaveLength(before);
});

test('only looking and sending the form do anything', async () => {
  const { status, headers } = await fetch(`${world.url}/activity`, {
    method: 'HEAD',
    headers: { cookie },
  });
  expect([status, headers.get('cache-control')]).toEqual([200, 'no-store']);
  const put = await fetch(`${world.url}/activity`, {
    method: 'PUT',
    headers: { cookie, 'sec-fetch-site': 'same-origin' },
  });
  expect([404, 405]).toContain(put.status);
});
