import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { readable, Visitor } from '../support/browser-acts.ts';
import { insertOtherWorkspace, workspaceIdOf } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The activity as a file, for admins who are signed in.

let world: World;
let ada: { cookie: string };
let bob: { cookie: string };
beforeAll(async () => {
  world = await startWorld();
  ada = await joinAs(world, 'ada@example.com', { displayName: 'Ada', role: 'admin' });
  bob = await joinAs(world, 'bob@example.com', { displayName: '=1+1' });
});
afterAll(() => world.stop());

async function download(cookie: string, fields: Record<string, string> = {}): Promise<Response> {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  return await world.post('/activity', form, { cookie });
}

async function linesOf(response: Response): Promise<string[]> {
  const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
  return text.split('\r\n');
}

async function idOf(address: string): Promise<string> {
  const [row] = await world.database.query('SELECT id FROM members WHERE address = $1', [address]);
  return String(row?.id);
}

test('whoever is not signed in is led there and back, with whose activity they want', async () => {
  const path = `/activity?person=member:${await idOf('bob@example.com')}`;
  const somebody = new Visitor(world);
  const page = await somebody.get(path);
  expect(page.status).toBe(401);
  const [, signIn = ''] = /href="(\/sign-in\?return=[^"]+)"/.exec(await page.text()) ?? [];
  const back = new URL(signIn.replaceAll('&amp;', '&'), 'http://localhost:3000').searchParams.get(
    'return',
  );
  expect(back).toBe(path);
  const fields = { email: 'ada@example.com', password: goodPassword, return: back ?? '' };
  const signedIn = await somebody.post('/sign-in', fields);
  expect(signedIn.headers.get('location')).toBe(path);
  const shown = await somebody.get(path);
  expect(shown.status).toBe(200);
  expect(readable(await shown.text())).toContain('What =1+1 did in Sandbox within the last year');
});

test('looking changes nothing; the file has everything, newest first, and its download', async () => {
  const before = await world.database.query('SELECT id FROM audit_entries');
  const page = await world.get('/activity', { cookie: ada.cookie });
  expect(page.status).toBe(200);
  expect(page.headers.get('cache-control')).toContain('no-store');
  expect(await world.database.query('SELECT id FROM audit_entries')).toHaveLength(before.length);

  const file = await download(ada.cookie);

  expect(file.status).toBe(200);
  expect(file.headers.get('content-type')).toBe('text/csv; charset=utf-8');
  expect(file.headers.get('content-disposition')).toMatch(
    /^attachment; filename="activity-\d{4}-\d\d-\d\d\.csv"$/,
  );
  expect(file.headers.get('cache-control')).toBe('no-store');
  const [head, first, ...rest] = await linesOf(file);
  expect(head).toBe('\uFEFFtime,actor,act,subject,before,after,sentence,id');
  expect(first).toMatch(
    /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z,Ada,activity_downloaded,,,,Ada downloaded the activity,/,
  );
  const all = rest.join('\n');
  expect(all).toContain(",'=1+1,member_joined,bob@example.com,,Member,\"'=1+1 (bob@example.com)");
  expect(all).toContain('Adam Admin,invitation_sent,ada@example.com,,Admin,');
  expect(rest.at(-1)).toBe('');
  expect(rest.length).toBe(before.length + 1);
});

test('the file of one person has what is about them, and nothing else', async () => {
  const person = `member:${await idOf('bob@example.com')}`;
  const lines = (await linesOf(await download(ada.cookie, { person }))).slice(1, -1);
  expect(lines.length).toBeGreaterThan(1);
  for (const line of lines) expect(line).toContain('bob@example.com');
  const own = `member:${await idOf('ada@example.com')}`;
  expect((await linesOf(await download(ada.cookie, { person: own }))).join('\n')).toContain(
    "Ada downloaded the activity of '=1+1".replace("'", ''),
  );
});

test('a member, and an admin no more, are told why not', async () => {
  const pages = [await world.get('/activity', { cookie: bob.cookie }), await download(bob.cookie)];
  for (const page of pages) {
    expect(page.status).toBe(403);
    const words = readable(await page.text());
    expect(words).toContain('Only admins can see the activity');
    expect(words).not.toContain('ada@example.com');
  }
  const cyd = await joinAs(world, 'cyd@example.com', { displayName: 'Cyd', role: 'admin' });
  expect((await world.get('/activity', { cookie: cyd.cookie })).status).toBe(200);
  await world.database.query(
    "UPDATE members SET role = 'member' WHERE address = 'cyd@example.com'",
  );
  expect((await download(cyd.cookie)).status).toBe(403);
  const deactivated = "role = 'admin', deactivated_at = now()";
  await world.database.query(`UPDATE members SET ${deactivated} WHERE address = 'cyd@example.com'`);
  expect((await download(cyd.cookie)).status).toBe(403);
});

test('what somebody else sends from their page, or what names nobody, gives no file', async () => {
  const form = new FormData();
  const foreign = {
    cookie: ada.cookie,
    'sec-fetch-site': 'cross-site',
    origin: 'https://x.example',
  };
  expect((await world.post('/activity', form, foreign)).status).toBe(403);
  expect((await download(ada.cookie, { person: 'everybody' })).status).toBe(400);
  const nobody = 'member:00000000-0000-4000-8000-000000000000';
  const page = await world.get(`/activity?person=${nobody}`, { cookie: ada.cookie });
  expect(page.status).toBe(404);
  expect(await linesOf(await download(ada.cookie, { person: nobody }))).toHaveLength(2);
});

test("finds nobody by another workspace's ids", async () => {
  const { invitationId, memberId } = await insertOtherWorkspace(world);
  for (const person of [`member:${memberId}`, `invitation:${invitationId}`]) {
    const page = await world.get(`/activity?person=${person}`, { cookie: ada.cookie });
    expect(page.status).toBe(404);
    expect(await page.text()).not.toContain('other.example');
    expect(await linesOf(await download(ada.cookie, { person }))).toHaveLength(2);
  }
});

test('many entries are sent in parts, each once and in their order', async () => {
  await invite(world, 'many@example.com');
  const workspaceId = await workspaceIdOf(world);
  await world.database.query(
    `INSERT INTO audit_entries (id, workspace_id, actor, act, subject, detail, at)
     SELECT gen_random_uuid(), $1, 'Ada', 'link_shown', 'old-' || i || '@example.com', '{}',
       now() - interval '1 day' - (i / 3) * interval '1 second'
     FROM generate_series(1, 1200) AS i`,
    [workspaceId],
  );
  const lines = await linesOf(await download(ada.cookie));
  const times = lines.slice(1, -1).map((line) => line.slice(0, 24));
  expect(times).toEqual(times.toSorted().reverse());
  const ids = lines.slice(1, -1).map((line) => line.slice(-36));
  expect(new Set(ids).size).toBe(ids.length);
  const old = lines.filter((line) => line.includes(',old-'));
  expect(old).toHaveLength(1200);
});
