import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { readable, textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// Account pages that were left open: somebody else has signed in since, or at many more places.

const newPassword = 'quite another set of words';
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

let members = 0;
/** A new member, and the browser that they are signed in with. */
async function signedIn(): Promise<{ email: string; visitor: Visitor }> {
  members += 1;
  const email = `tabs${members}@example.com`;
  await joinAs(world, email, { displayName: `Tab ${members}` });
  return { email, visitor: await browserOf(email) };
}

async function browserOf(email: string): Promise<Visitor> {
  const visitor = new Visitor(world);
  expect((await visitor.signIn(email, goodPassword)).status).toBe(303);
  return visitor;
}

/** As the page that is open in this browser sends it. */
function memberOn(html: string): string {
  return /name="member" value="([^"]+)"/.exec(html)?.[1] ?? '';
}

/** A browser with a page that shows another account than the one that it has now. */
async function staleTab() {
  const { email: before, visitor } = await signedIn();
  const old = memberOn(await (await visitor.get('/account')).text());
  const { email } = await signedIn();
  expect((await visitor.signIn(email, goodPassword)).status).toBe(303);
  return { visitor, old, email, before };
}

test('a page that shows another account than the browser has now changes nothing, and says so', async () => {
  const { visitor, old, email } = await staleTab();
  const second = await browserOf(email);

  const forms = [
    { act: 'name', displayName: 'Somebody else' },
    { act: 'remove_avatar' },
    { act: 'password', current: goodPassword, password: newPassword },
    { act: 'end_others' },
  ];
  for (const fields of forms) {
    const answer = await visitor.post('/account', { ...fields, member: old });
    expect(answer.status).toBe(409);
    const html = await answer.text();
    const [, top = ''] = /<main[^>]*><div [^>]*role="alert"[^>]*>(.*?)<\/div>/s.exec(html) ?? [];
    expect(readable(top)).toContain('Nothing was changed');
    expect(readable(top)).toContain(`you're now signed in as ${email}.`);
    expect(html).toContain('<title>Nothing was changed: Your account: Sandbox</title>');
    expect(html).not.toContain(goodPassword);
    expect(html).not.toContain(newPassword);
  }

  expect(await textOf(await second.get('/account'))).not.toContain('Somebody else');
  await browserOf(email);
});

test('a name that was typed on another account’s page stays in the field, and can be saved here', async () => {
  const { visitor, old, email, before } = await staleTab();

  const fields = { act: 'name', displayName: 'Ben "B" Lee' };
  const answer = await visitor.post('/account', { ...fields, member: old });

  expect(answer.status).toBe(409);
  const html = await answer.text();
  expect(html).toMatch(/<input id="displayName"[^>]*value="Ben &quot;B&quot; Lee"/);
  expect(readable(html)).toContain('The name that you typed is still in its field');
  expect(readable(html)).toContain(email);
  expect(html).not.toContain(before);
  expect(memberOn(html)).not.toBe(old);
  const saved = await visitor.post('/account', { ...fields, member: memberOn(html) });
  expect(saved.status).toBe(303);
  expect(await textOf(await visitor.get('/account'))).toContain('Ben "B" Lee');
});

test.each([
  ['nothing typed', { act: 'name', displayName: ' ' }],
  ['another form', { act: 'end_others', displayName: 'Somebody else' }],
])('with %s, the field has the name of who is signed in now', async (_what, fields) => {
  const { visitor, old } = await staleTab();

  const html = await (await visitor.post('/account', { ...fields, member: old })).text();

  expect(html).toContain(`value="Tab ${members}"`);
  expect(readable(html)).not.toContain('that you typed');
});

test('a device is signed out from a page that lists it, however many others there are since', async () => {
  const { email, visitor } = await signedIn();
  await joinAs(world, 'other-tabs@example.com');
  const other = await browserOf('other-tabs@example.com');
  const phone = await browserOf(email);
  const html = await (await visitor.get('/account')).text();
  // The phone's, as it was used last.
  const [, handle = ''] = /name="session" value="([^"]+)"/.exec(html) ?? [];
  await world.database.query(
    `INSERT INTO sessions (id, workspace_id, member_id, user_agent, ip_address, created_at, last_seen_at, expires_at)
     SELECT sha256(convert_to('device ' || n, 'UTF8')), s.workspace_id, s.member_id, 'x', '192.0.2.1', now(),
       now() + interval '1 minute', s.expires_at
     FROM generate_series(1, 60) n, (SELECT s.* FROM sessions s JOIN members m ON m.id = s.member_id
       WHERE m.address = $1 LIMIT 1) s`,
    [email],
  );
  const open = async () =>
    await world.database.query(
      'SELECT s.id FROM sessions s JOIN members m ON m.id = s.member_id WHERE m.address = $1',
      [email],
    );
  const before = (await open()).length;

  for (const wrong of ['', handle.slice(1), `${handle}A`, handle.toLowerCase()]) {
    const answer = await visitor.post('/account', { act: 'end', session: wrong });
    expect(answer.headers.get('location')).toBe('/account?done=ended_before');
  }
  const foreign = await other.post('/account', { act: 'end', session: handle });
  expect(foreign.headers.get('location')).toBe('/account?done=ended_before');
  expect(await open()).toHaveLength(before);
  const ended = await visitor.post('/account', { act: 'end', session: handle });

  expect(ended.headers.get('location')).toBe('/account?done=end');
  expect(await open()).toHaveLength(before - 1);
  expect((await visitor.get('/account')).status).toBe(200);
  expect((await phone.get('/account')).status).toBe(401);
  const again = await visitor.post('/account', { act: 'end', session: handle });
  expect(again.headers.get('location')).toBe('/account?done=ended_before');
});
