import { afterAll, beforeAll, expect, test } from 'vitest';
import { longDate } from '../../src/shared/date-text.ts';
import { addPerson, invite, joinAs, openDialog, sendDialog } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

/** The header lines of a message as they came over the wire, folded ones put together. */
function headerLines(raw: string): string[] {
  const [head = ''] = raw.split(/\r?\n\r?\n/);
  return head.replace(/\r?\n[ \t]+/g, ' ').split(/\r?\n/);
}

function header(raw: string, name: string): string[] {
  const start = `${name.toLowerCase()}:`;
  return headerLines(raw)
    .filter((line) => line.toLowerCase().startsWith(start))
    .map((line) => line.slice(start.length).trim());
}

/** The letter to an address that was invited just now. */
async function letterAfterInvite(email: string, by?: string) {
  await openDialog(world, by);
  await sendDialog(world, by ?? 'U0ADAM', { email });
  return await world.letterTo(email);
}

test('has the headers of an honest automatic email, each once', async () => {
  const { raw } = await letterAfterInvite('Hana@example.com');
  const [delivery] = await world.database.query(
    "SELECT id FROM deliveries WHERE recipient = 'Hana@example.com'",
  );
  expect(header(raw, 'From')).toEqual(['Invites <invites@example.com>']);
  expect(header(raw, 'To')).toEqual(['Hana@example.com']);
  expect(header(raw, 'Subject')).toEqual(['Adam Admin invited you to join Sandbox']);
  expect(header(raw, 'Message-ID')).toEqual([`<${String(delivery?.id)}@localhost>`]);
  expect(header(raw, 'Auto-Submitted')).toEqual(['auto-generated']);
  expect(header(raw, 'Content-Type')[0]).toMatch(/^multipart\/alternative/);
  expect(header(raw, 'MIME-Version')).toEqual(['1.0']);
  const [date = '', ...otherDates] = header(raw, 'Date');
  expect(otherDates).toEqual([]);
  expect(Math.abs(Date.parse(date) - Date.now())).toBeLessThan(60_000);
});

test('leads answers to the inviter, as their account or else Slack knows them', async () => {
  const { raw } = await letterAfterInvite('unknown@example.com', 'U0OLGA');
  expect(header(raw, 'Reply-To')).toEqual(['olga@example.com']);
  const { email } = await joinAs(world, 'ana@example.com');
  await world.database.query(
    "UPDATE members SET slack_user_id = 'U0OLGA', role = 'admin' WHERE email = $1",
    [email],
  );
  const known = await letterAfterInvite('known@example.com', 'U0OLGA');
  expect(header(known.raw, 'Reply-To')).toEqual(['ana@example.com']);
  const other = await letterAfterInvite('other@example.com', 'U0ADAM');
  expect(header(other.raw, 'Reply-To')).toEqual(['adam@example.com']);
});

test('says the same in both parts: link, role, end, inviter, and that one may ignore it', async () => {
  const { email, path } = await invite(world, 'ivo@example.com', { role: 'admin' });
  const letter = world.mailbox.letters.find(({ to }) => to === email);
  const [row] = await world.database.query(
    "SELECT expires_at FROM invitations WHERE address = 'ivo@example.com'",
  );
  const { text = '', html } = letter?.parsed ?? {};
  for (const part of [text, String(html).replaceAll('&#39;', "'")]) {
    expect(part).toContain(`http://localhost:3000${path}`);
    expect(part).toContain('Admin');
    expect(part).toContain('Full access including team settings, user management, and billing.');
    expect(part).toContain(longDate(row?.expires_at as Date));
    expect(part).toContain('Adam Admin');
    expect(part).toContain('Sandbox');
    expect(part).toContain('Not expecting this? You can ignore this email.');
  }
});

test('builds the link from PUBLIC_URL, whatever host a request names', async () => {
  await openDialog(world);
  const dialog = world.slack.modal('U0ADAM');
  await sendDialog(world, 'U0ADAM', { email: 'jo@example.com' });
  const payload = wordsWithout(world.slack.requests.at(-1)?.payload, dialog?.id ?? '');
  const body = new URLSearchParams({
    payload: payload.replaceAll('jo@example.com', 'jan@example.com'),
  }).toString();
  await world.slack.sendRaw({
    body,
    headers: { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' },
  });
  const { parsed } = await world.letterTo('jan@example.com');
  expect(parsed.text).toContain('http://localhost:3000/join/');
  expect(parsed.text).not.toContain('evil.example');
});

function wordsWithout(payload: unknown, viewId: string): string {
  return JSON.stringify(payload).replaceAll(viewId, 'V0OTHER');
}

test.each([
  ['line breaks', 'U0CRLF', 'Eve\r\nBcc: victim@example.com\r\n\r\nhello'],
  ['a turned direction', 'U0RTL', 'Eve\u202Emoc.live\u2066'],
  ['an address', 'U0ADDR', '"Eve" <eve@evil.example>, boss@example.com'],
  ['an encoded word', 'U0WORD', '=?utf-8?q?Bcc=3A_victim=40example.com?='],
  ['far too many signs', 'U0LONG', 'é'.repeat(5000)],
])('lets no inviter change the email by %s in their name', async (_what, id, name) => {
  addPerson(world, { id, name, isAdmin: true });
  const email = `for-${id.toLowerCase()}@example.com`;
  const { raw, parsed } = await letterAfterInvite(email, id);
  expect(header(raw, 'Bcc')).toEqual([]);
  expect(header(raw, 'From')).toEqual(['Invites <invites@example.com>']);
  expect(header(raw, 'To')).toEqual([email]);
  expect(header(raw, 'Subject')).toHaveLength(1);
  expect(parsed.subject).toMatch(/ invited you to join Sandbox$/);
  expect(parsed.subject).not.toMatch(/[\u202A-\u202E\u2066-\u2069\r\n]/);
  expect(world.mailbox.letters.filter(({ to }) => to.includes('victim'))).toEqual([]);
  for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
});

test('lets no workspace change the email by its name', async () => {
  await letterAfterInvite('before@example.com');
  await world.database.query('UPDATE workspaces SET name = $1', [
    'Acme\r\nBcc: victim@example.com',
  ]);
  const { raw, parsed } = await letterAfterInvite('kim@example.com');
  expect(header(raw, 'Bcc')).toEqual([]);
  expect(parsed.subject).toBe('Adam Admin invited you to join Acme Bcc: victim@example.com');
  await world.database.query("UPDATE workspaces SET name = 'Sandbox'");
});

test('writes to an address with letters of other alphabets in its domain', async () => {
  const { parsed } = await letterAfterInvite('lea@bücher.example').catch(async () => ({
    parsed: { text: (await world.letterTo('lea@xn--bcher-kva.example')).parsed.text },
  }));
  expect(parsed.text).toContain('/join/');
});
