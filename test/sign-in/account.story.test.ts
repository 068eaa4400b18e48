import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { readable, textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const newPassword = 'quite another set of words';
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0';
const safari =
  'Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1';
let world: World;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
});
afterAll(() => world.stop());

let members = 0;
/** A new member at a browser of their own. */
async function signedIn(
  role: 'member' | 'admin' = 'member',
): Promise<{ email: string; visitor: Visitor }> {
  members += 1;
  const email = `account${members}@example.com`;
  await joinAs(world, email, { role });
  return { email, visitor: await browserOf(email, firefox) };
}

async function browserOf(email: string, userAgent: string, password = goodPassword) {
  const headers = { 'user-agent': userAgent, 'x-forwarded-for': '192.0.2.7' };
  const visitor = new Visitor(world, headers);
  expect((await visitor.signIn(email, password)).status).toBe(303);
  return visitor;
}

test('a browser that is signed out already is said to be', async () => {
  const { visitor } = await signedIn();
  const answer = await visitor.post('/account', { act: 'end', session: 'nobody' });

  const location = answer.headers.get('location') ?? '';
  expect(await textOf(await visitor.get(location))).toContain('signed out already');
});

describe('the name', () => {
  test('is changed, and shown at once', async () => {
    const { visitor } = await signedIn();

    const saved = await visitor.post('/account', { act: 'name', displayName: '  Ana-María  ' });

    expect(saved.headers.get('location')).toBe('/account?done=name');
    const words = await textOf(await visitor.get('/account?done=name'));
    expect(words).toContain('Name saved.');
    expect(words).toContain('Ana-María');
  });

  test.each([
    ['', 'Enter your name.'],
    ['x'.repeat(81), 'up to 80 characters'],
    ['evil\u202Egnp', 'We took them out'],
    ['\u200B\u3164', 'Enter your name.'],
  ])('%j is refused on its field, and comes back', async (displayName, reason) => {
    const { visitor } = await signedIn();

    const answer = await visitor.post('/account', { act: 'name', displayName });

    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(readable(html)).toContain(reason);
    expect(html).toMatch(/<input id="displayName"[^>]*aria-invalid="true"/);
    expect(html).toContain('<title>Please check: Your account: Sandbox</title>');
  });
});

describe('the picture', () => {
  test('is saved, shown, replaced and removed', async () => {
    const { visitor } = await signedIn();
    const picture = await sharp({
      create: { width: 300, height: 200, channels: 3, background: 'red' },
    })
      .png()
      .toBuffer();
    const avatar = new File([new Uint8Array(picture)], 'me.png', { type: 'image/png' });
    expect((await visitor.get('/account/avatar')).status).toBe(404);

    for (const _round of [1, 2]) {
      const saved = await visitor.post('/account', { act: 'avatar', avatar });
      expect(saved.headers.get('location')).toBe('/account?done=avatar');
    }
    const shown = await visitor.get('/account/avatar');
    const { format, width } = await sharp(await shown.arrayBuffer()).metadata();
    expect([format, width]).toEqual(['webp', 256]);
    expect(await (await visitor.get('/account')).text()).toContain('src="/account/avatar"');

    await visitor.post('/account', { act: 'remove_avatar' });
    expect((await visitor.get('/account/avatar')).status).toBe(404);
    expect(await (await visitor.get('/account')).text()).not.toContain('src="/account/avatar"');
  });

  test.each([
    ['no file', undefined, 'Choose a picture first.'],
    ['no picture', new File(['<svg/>'], 'me.png'), 'use this file as a picture'],
    [
      'too large a file',
      new File([new Uint8Array(20 * 1024 * 1024 + 1)], 'a.png'),
      'larger than 20 MB',
    ],
  ])('is refused with %s', async (_name, avatar, reason) => {
    const { visitor } = await signedIn();

    const answer = await visitor.post('/account', { act: 'avatar', ...(avatar && { avatar }) });

    expect(answer.status).toBe(400);
    expect(await textOf(answer)).toContain(reason);
  });
});

describe('the password', () => {
  test('is changed by who knows it, which signs out every other browser', async () => {
    const { email, visitor } = await signedIn();
    const phone = await browserOf(email, safari);
    const before = visitor.jar.get('invitations-session');

    const saved = await visitor.post('/account', {
      act: 'password',
      current: goodPassword,
      password: newPassword,
    });

    expect(saved.headers.get('location')).toBe('/account?done=password');
    expect((await visitor.get('/account')).status).toBe(200);
    expect(visitor.jar.get('invitations-session')).not.toBe(before);
    expect((await world.get('/account', { cookie: `invitations-session=${before}` })).status).toBe(
      401,
    );
    expect((await phone.get('/account')).status).toBe(401);
    await browserOf(email, safari, newPassword);
    expect((await new Visitor(world).signIn(email, goodPassword)).status).toBe(400);
  });

  test.each([
    ['not the current one', newPassword, 'current', 'Wrong current password'],
    [goodPassword, 'password12345678', 'password', 'one of the most common passwords'],
    [goodPassword, 'short', 'password', 'at least 15 characters'],
  ])('stays when the form says %s and %s', async (current, password, field, reason) => {
    const { email, visitor } = await signedIn();

    const answer = await visitor.post('/account', { act: 'password', current, password });

    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(readable(html)).toContain(reason);
    expect(html).toMatch(new RegExp(`<input id="${field}"[^>]*aria-invalid="true"`));
    await browserOf(email, safari);
  });

  test('can not be guessed by who found an open browser', async () => {
    const { visitor } = await signedIn();
    const statuses: number[] = [];
    for (let round = 0; round < 11; round += 1) {
      const fields = { act: 'password', current: `guess ${round}`, password: newPassword };
      statuses.push((await visitor.post('/account', fields)).status);
    }

    expect(statuses).toEqual([...Array(10).fill(400), 429]);
  });
});

test('a new password that is too weak is no guess at the current one', async () => {
  const { visitor } = await signedIn();
  for (let round = 0; round < 11; round += 1) {
    const fields = { act: 'password', current: goodPassword, password: 'short' };
    expect((await visitor.post('/account', fields)).status).toBe(400);
  }
  const fields = { act: 'password', current: goodPassword, password: newPassword };
  expect((await visitor.post('/account', fields)).status).toBe(303);
});

describe('the list of sessions', () => {
  test('names browser, address and time, and marks this one', async () => {
    const { email, visitor } = await signedIn();
    await browserOf(email, safari);

    const html = await (await visitor.get('/account')).text();

    const items = readableItems(html);
    expect(items).toHaveLength(3);
    expect(items[0]).toMatch(
      /^Firefox on Windows ?This browser 192\.0\.2\.7 · last seen \d+ \w+ \d{4} at \d\d:\d\d UTC$/,
    );
    expect(items.join()).toContain('Safari on iPhone');
    expect(html).not.toContain(visitor.jar.get('invitations-session'));
  });

  test('ends one of them, and all others', async () => {
    const { email, visitor } = await signedIn();
    const phone = await browserOf(email, safari);
    const html = await (await phone.get('/account')).text();
    expect(html.match(/name="session"/g)).toHaveLength(2);
    const own = await (await visitor.get('/account')).text();
    const handles = [...own.matchAll(/name="session" value="([^"]+)"/g)].map(
      ([, handle]) => handle,
    );
    const phones = handles[readableItems(own).findIndex((item) => item.includes('iPhone')) - 1];

    const ended = await visitor.post('/account', { act: 'end', session: phones ?? '' });

    expect(ended.headers.get('location')).toBe('/account?done=end');
    expect((await phone.get('/account')).status).toBe(401);
    expect((await visitor.get('/account')).status).toBe(200);

    const tablet = await browserOf(email, safari);
    await visitor.post('/account', { act: 'end_others' });
    expect((await tablet.get('/account')).status).toBe(401);
    const left = await (await visitor.get('/account')).text();
    expect(readableItems(left)).toHaveLength(1);
    expect(left).not.toContain('Sign out everywhere else');
  });

  test('whoever signed in a while ago signs in again before other sessions end', async () => {
    const { email, visitor } = await signedIn();
    world.clock.shiftMs += 16 * 60_000;
    const phone = await browserOf(email, safari);

    const page = await (await visitor.get('/account')).text();
    const [, session = ''] = /name="session" value="([^"]+)"/.exec(page) ?? [];
    for (const form of [{ act: 'end_others' }, { act: 'end', session }]) {
      const sent = await visitor.post('/account', form);
      expect(sent.headers.get('location')).toBe('/sign-in?again&return=%2Faccount');
    }
    expect((await phone.get('/account')).status).toBe(200);

    await visitor.signIn(email, goodPassword);
    await visitor.post('/account', { act: 'end_others' });
    expect((await phone.get('/account')).status).toBe(401);
  });

  test("ends nobody else's session", async () => {
    const ana = await signedIn();
    const bob = await signedIn();
    const page = await (await ana.visitor.get('/account')).text();
    const [, handle = ''] = /name="session" value="([^"]+)"/.exec(page) ?? [];

    await bob.visitor.post('/account', { act: 'end', session: handle });
    await bob.visitor.post('/account', { act: 'end_others' });

    expect((await ana.visitor.get('/account')).status).toBe(200);
  });
});

test('admins see where to manage the team in Slack, others do not', async () => {
  const admin = await signedIn('admin');
  const member = await signedIn();
  const link = /href="(slack:\/\/app[^"]+)"/;

  const [, url] = link.exec(await (await admin.visitor.get('/account')).text()) ?? [];

  expect(url).toBe('slack://app?team=T0SANDBOX&amp;id=A0APP&amp;tab=home');
  expect(await (await member.visitor.get('/account')).text()).not.toMatch(link);
});

test('a member removed on five devices is signed out at the next request of each', async () => {
  const { email } = await signedIn();
  const devices = await Promise.all([1, 2, 3, 4, 5].map(() => browserOf(email, safari)));
  for (const device of devices) expect((await device.get('/account')).status).toBe(200);

  await world.database.query('UPDATE members SET closed_at = now() WHERE address = $1', [email]);

  for (const device of devices) {
    const answer = await device.get('/account');
    expect(answer.status).toBe(401);
    expect(await textOf(answer)).toContain("You're signed out");
    const posted = await device.post('/account', { act: 'name', displayName: 'Still here' });
    expect(posted.status).toBe(401);
  }
});

test.each([['nothing'], ['__proto__'], ['constructor']])(
  'does nothing on the act %s',
  async (act) => {
    const { visitor } = await signedIn();

    expect((await visitor.post('/account', { act })).status).toBe(400);
  },
);

/** The sessions that are listed; below them stands what happened. */
function readableItems(html: string): string[] {
  const [sessions = ''] = html.split('Recent sign-ins');
  return [...sessions.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item]) => readable(item ?? ''));
}
