import { afterAll, beforeAll, expect, test } from 'vitest';
import { addPerson, allRows, deliveriesAtRest, goodPassword, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { dmAfter, pressHome, wordsIn } from '../support/slack-acts.ts';
import { connectTool, follow, openTool, startToldTool } from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const day = 86_400_000;
const newPassword = 'quite another set of words';
const firefox = 'Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:149.0) Gecko/20100101 Firefox/149.0';
const patience = { timeout: 15_000 };

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
beforeAll(async () => {
  told = await startToldTool();
  world = await startWorld({
    TRUST_PROXY: '1',
    TOOL_HOSTS: '127.0.0.1',
    AUTH_TEAMS: 'T0SANDBOX',
  });
});
afterAll(async () => {
  await world.stop();
  await told.stop();
});

let visitors = 0;
function visitor(from?: string): Visitor {
  visitors += 1;
  const address = from ?? `203.0.113.${visitors}`;
  return new Visitor(world, { 'user-agent': firefox, 'x-forwarded-for': address });
}

/** Somebody who has joined, at another browser in which they are signed in. */
async function join(email: string, address?: string): Promise<Visitor> {
  await joinAs(world, email);
  const browser = visitor(address);
  expect((await browser.signIn(email, goodPassword)).status).toBe(303);
  return browser;
}

const change = (browser: Visitor) =>
  browser.post('/account', { act: 'password', current: goodPassword, password: newPassword });

/** The next email to an address that has such a link, with the link. */
async function letterWith(email: string, folder: 'not-me' | 'reset') {
  const link = new RegExp(`http://localhost:3000(/${folder}/([\\w-]+))`);
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path, token = ''] = link.exec(parsed.text ?? '') ?? [];
    if (path) return { parsed, path, token };
  }
}

/** What stands on the account page of what happened, without when. */
async function recentOf(browser: Visitor): Promise<string[]> {
  const page = await (await browser.get('/account')).text();
  const [, list = ''] = page.split('Recent sign-ins and changes');
  return [...list.matchAll(/<li>(.*?)<\/li>/gs)].map(([, item = '']) =>
    item
      .replace(/<time.*?<\/time>/, '')
      .replace(/<br\/?>/, ': ')
      .replace(/<[^>]+>/g, '')
      .replace(/ ·\s*$/, ''),
  );
}

test('a sign-in in a browser that is not known is told by email; joining and a known one are not', async () => {
  const email = 'ana@example.com';
  await joinAs(world, email);
  const browser = visitor('10.1.2.3');
  await browser.signIn(email, goodPassword);

  const { parsed } = await world.letterTo(email);
  expect(parsed.subject).toBe('New sign-in to Sandbox');
  expect(parsed.text).toContain('Browser: Firefox on Windows\nFrom: 10.1.2.3 (a private network)');

  await browser.post('/sign-out', {});
  await browser.signIn(email, goodPassword);
  const sent = await world.database.query(
    "SELECT id FROM deliveries WHERE recipient = $1 AND account_event_id IS NOT NULL AND channel = 'email'",
    [email],
  );
  expect(sent).toHaveLength(1);
});

test('whoever signs in again and again as a stranger is told of five times a day, and all of it is listed', async () => {
  const email = 'again@example.com';
  await joinAs(world, email);
  for (let round = 0; round < 7; round += 1) await visitor().signIn(email, goodPassword);
  const last = visitor();
  await last.signIn(email, goodPassword);

  const emails = await world.database.query(
    "SELECT id FROM deliveries WHERE recipient = $1 AND notice = 'sessions.account_event_email'",
    [email],
  );
  expect(emails).toHaveLength(5);
  expect(await recentOf(last)).toHaveLength(9);
});

test('a changed password is told by email and in Slack, with when and from where, and the link is kept nowhere', async () => {
  const email = 'sue@example.com';
  const sue = addPerson(world, { id: 'U0SUE', name: 'sue', email });
  const browser = await join(email, '198.51.100.7');
  await deliveriesAtRest(world);
  await letterWith(email, 'not-me');

  const dm = await dmAfter(world, sue, () => change(browser));

  const lines = wordsIn(dm);
  expect(lines).toContain("Your password for Sandbox was changed. You're signed out everywhere");
  expect(lines).toContain('Firefox on Windows · 198.51.100.7');
  expect(lines).toContain("This wasn't me");
  const { parsed, token } = await letterWith(email, 'not-me');
  expect(parsed.subject).toBe('Your password for Sandbox was changed');
  expect(parsed.text).toMatch(
    /When: \w+, \d+ \w+ \d{4} at \d\d:\d\d UTC\nBrowser: Firefox on Windows\nFrom: 198\.51\.100\.7/,
  );
  expect((await allRows(world)).join('\n')).not.toContain(token);
  expect(JSON.stringify(world.logs)).not.toContain(token);
});

test('"This wasn\'t me" asks first, then ends sessions and tools, and leads to a new password; again is harmless', async () => {
  const tool = await connectTool(world, { 'Sign-out address': `${told.url}/out` });
  const email = 'bo@example.com';
  const thief = await join(email);
  const { sent } = await openTool(world, tool, thief);
  await change(thief);
  // Of the new sign-in and of the password.
  await letterWith(email, 'not-me');
  const { path } = await letterWith(email, 'not-me');
  const bo = visitor();

  const before = await allRows(world);
  const page = await bo.get(path);
  expect(page.headers.get('referrer-policy')).toBe('strict-origin');
  expect(page.headers.get('x-robots-tag')).toBe('noindex');
  const words = await textOf(page);
  expect(words).toContain('Your password for Sandbox was changed.');
  expect(words).toContain('Firefox on Windows');
  expect(words).toContain('Email you a link to choose a new one');
  expect(await allRows(world)).toEqual(before);

  const locked = await bo.post(path, {});
  expect(locked.headers.get('location')).toBe(path);
  expect(await textOf(await bo.get(path))).toContain("We've emailed bo@example.com a link");
  expect((await thief.get('/account')).status).toBe(401);
  expect((await follow(world, thief, sent.path)).path).toMatch(/^\/sign-in\?/);
  await expect.poll(() => told.told.length, patience).toBe(1);
  for (const password of [goodPassword, newPassword]) {
    expect((await visitor().signIn(email, password)).status).toBe(400);
  }

  const reset = await letterWith(email, 'reset');
  expect(reset.parsed.text).toContain(
    "You told us that something in your account in Sandbox wasn't",
  );
  const chosen = await bo.post(reset.path, { password: 'a third set of other words' });
  expect(chosen.headers.get('location')).toBe('/account?done=reset');
  expect((await bo.post(path, {})).status).toBe(303);
  const next = visitor();
  expect((await next.signIn(email, 'a third set of other words')).status).toBe(303);

  await pressHome(world, 'U0ADAM', 'home.tab_activity', {
    words: "Ana said something at their account wasn't them, and locked it",
  });
});

test('the link works for 7 days and for its own account alone; what nobody of us made is unknown', async () => {
  const email = 'cleo@example.com';
  const browser = await join(email);
  const { path, token } = await letterWith(email, 'not-me');

  const forged = `${token.startsWith('A') ? 'B' : 'A'}${token.slice(1)}`;
  for (const unknown of [`/not-me/${forged}`, '/not-me/x']) {
    expect((await world.get(unknown)).status).toBe(404);
    expect((await visitor().post(unknown, {})).status).toBe(404);
  }
  world.clock.shiftMs += 7 * day + 1000;
  const ended = await world.get(path);
  expect(ended.status).toBe(410);
  expect(await textOf(ended)).toContain('It worked for 7 days');
  expect((await visitor().post(path, {})).status).toBe(410);
  expect((await browser.get('/account')).status).toBe(200);
});

test('the account page lists what happened, with tries that failed as one line, and forgets it', async () => {
  const email = 'dora@example.com';
  const dora = await join(email, '198.51.100.20');
  for (const from of ['198.51.100.21', '198.51.100.22', '2001:db8::1']) {
    expect((await visitor(from).signIn(email, 'wrong')).status).toBe(400);
  }
  await dora.post('/account', { act: 'password', current: 'wrong', password: newPassword });
  await change(dora);

  expect(await recentOf(dora)).toEqual([
    'Your password was changed: Firefox on Windows · 198.51.100.20',
    '4 failed tries: last from Firefox on Windows · 198.51.100.20',
    'Signed in on a new browser with your password: Firefox on Windows · 198.51.100.20',
    expect.stringMatching(/^Signed in with your password: /),
  ]);

  world.clock.shiftMs += 91 * day;
  const again = visitor();
  await again.signIn(email, newPassword);
  expect(await recentOf(again)).toHaveLength(1);
  const page = await (await again.get('/account/leave')).text();
  const member = /name="member" value="([^"]+)"/.exec(page)?.[1] ?? '';
  await again.post('/account/leave', { member, password: newPassword });
  const left = await world.database.query('SELECT id FROM account_events WHERE member_id = $1', [
    member,
  ]);
  expect(left).toEqual([]);
});
