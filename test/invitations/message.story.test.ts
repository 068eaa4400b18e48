import { menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { addPerson, invite, signUpForm } from '../support/acts.ts';
import { readable, textOf } from '../support/browser-acts.ts';
import { dmAfter, openHome, pressHome } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What somebody hears from their inviter, and what the inviter calls them, as lists of people bring it along.

let world: World;
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: 'U0PIA', name: 'pia', email: 'pia@people.example' });
});
afterAll(() => world.stop());

const day = 86_400_000;
const hostile =
  '<script>alert(1)</script>\r\nBcc: victim@example.com\r\n\r\n[pay](javascript:alert(2)) <https://evil.example|here>, https://evil.example/pay or <!channel> *b*\r\n"><img src=x>\u202Egnorw';

let people = 0;
/** Somebody who was invited with these, and the way to their page. */
async function invitedWith(
  columns: { message?: string; suggestedName?: string },
  email = `mia${++people}@example.com`,
) {
  const { path } = await invite(world, email);
  await world.database.query(
    'UPDATE invitations SET message = $1, suggested_name = $2 WHERE address = $3',
    [columns.message ?? null, columns.suggestedName ?? null, email],
  );
  return { path, email };
}

/** Sends somebody's invitation again, by their row in Home. */
async function resend(email: string): Promise<void> {
  world.clock.shiftMs += day;
  const value = menuOf(await openHome(world, 'U0ADAM', email), email).Resend ?? '';
  const words = `Resent to ${email}`;
  await pressHome(world, 'U0ADAM', 'home.invitation_menu', { value, words });
}

async function letterSaying(message: string) {
  const { email } = await invitedWith({ message });
  await resend(email);
  return await world.letterTo(email);
}

/** All that a page or email leads to. */
function targetsOf(html: string): (string | undefined)[] {
  return [...html.matchAll(/(?:href|src|action)="([^"]*)"/g)].map(([, target]) => target);
}

function seen(text: string): string {
  return text.replaceAll('\u200C', '');
}

describe('the email', () => {
  test("quotes the inviter's message in both parts, line by line", async () => {
    const { parsed } = await letterSaying('Hi Mia,\n\nsee you at 10:30 & bring "the cake"!');
    expect(seen(parsed.text ?? '')).toContain(
      '\n\nAdam Admin writes:\n> Hi Mia,\n>\n> see you at 10:30 & bring "the cake"!\n\nPick a name',
    );
    const html = seen(String(parsed.html));
    expect(readable(html)).toContain(
      'Adam Admin writes: Hi Mia, see you at 10:30 & bring "the cake"! Pick a name',
    );
    expect(/<blockquote[^>]*>(.*?)<\/blockquote>/s.exec(html)?.[1]?.match(/<p /g)).toHaveLength(3);
  });

  test('without one, or with one of blanks, is the same to the byte', async () => {
    const { email } = await invitedWith({});
    await resend(email);
    const { parsed } = await world.letterTo(email);
    expect(parsed.text).not.toMatch(/writes|>/);
    expect(parsed.html).not.toContain('blockquote');
    const blank = (await letterSaying(' \n\u00A0\n\u200B\u2800\n')).parsed;
    expect(impersonal(blank.text)).toBe(impersonal(parsed.text));
    expect(impersonal(String(blank.html))).toBe(impersonal(String(parsed.html)));
  });

  test('shows markup and addresses in it as text, and nothing of it becomes a header or a link', async () => {
    const { raw, parsed } = await letterSaying(hostile);
    const html = String(parsed.html);
    expect(raw.split(/\r?\n\r?\n/)[0]).not.toMatch(/^bcc/im);
    expect(parsed.subject).toBe('Adam Admin invited you to join Sandbox');
    expect(html).not.toMatch(/<script|<img|\u202E/);
    for (const target of targetsOf(html)) expect(target).toMatch(/^http:\/\/localhost:3000\//);
    for (const part of [parsed.text ?? '', html]) {
      expect(part).not.toMatch(/evil\.example|https:\/\/evil|javascript:|victim@/);
      expect(seen(part)).toContain('https://evil.example/pay');
    }
    const [, said = ''] = /writes:\n(.*?)\n\nPick a name/s.exec(parsed.text ?? '') ?? [];
    for (const line of said.split('\n')) expect(line).toMatch(/^>/);
  });

  test.each([
    ['300 wide letters', 'W'.repeat(300)],
    ['300 emoji', '🎉'.repeat(300)],
    ['150 lines', 'a\n'.repeat(150).trim()],
  ])('holds %s, in lines that any mail server takes', async (_what, message) => {
    const { raw, parsed } = await letterSaying(message);
    expect(parsed.text?.replaceAll('\n> ', '\n')).toContain(message);
    for (const line of raw.split('\r\n')) expect(line.length).toBeLessThanOrEqual(998);
  });
});

/** A letter without what differs from one person to the next. */
function impersonal(text = ''): string {
  return text
    .replace(/\w+, \d+ \w+ \d{4} at \d\d:\d\d UTC/g, 'TIME')
    .replace(/mia\d+@/g, 'mia@')
    .replace(/\/join\/[\w-]+/g, '/join/TOKEN');
}

/** The quotation in a DM, and all that anybody could press in it. */
async function dmSaying(message: string) {
  const email = 'pia@people.example';
  await world.database.query('UPDATE invitations SET message = $1 WHERE address = $2', [
    message,
    email,
  ]);
  const { blocks = [], text } = await dmAfter(world, 'U0PIA', () => resend(email));
  return { blocks: JSON.parse(JSON.stringify(blocks)) as Record<string, unknown>[], text };
}

describe('the DM to somebody who is in Slack', () => {
  beforeAll(async () => {
    await dmAfter(world, 'U0PIA', () => invitedWith({}, 'pia@people.example'));
  });

  test("quotes the inviter's message, and says it nowhere else", async () => {
    const { blocks, text } = await dmSaying('Hi Pia,\nsee you Monday');
    expect(blocks[1]).toMatchObject({
      type: 'rich_text',
      elements: [
        {
          type: 'rich_text_section',
          elements: [{ text: 'Adam Admin', style: { bold: true } }, { text: ' writes:' }],
        },
        {
          type: 'rich_text_quote',
          elements: [{ type: 'text', text: 'Hi Pia,\nsee you Monday' }],
        },
      ],
    });
    expect(text).toBe('Adam Admin invited you to join Sandbox');
  });

  test.each([
    ['markup, mentions and addresses', hostile],
    ['300 emoji', '🎉'.repeat(300)],
  ])('shows %s as text', async (_what, message) => {
    const { blocks } = await dmSaying(message);
    const shown = JSON.stringify(blocks[1]);
    expect([...shown.matchAll(/"type":"(\w+)"/g)].map(([, type]) => type)).not.toContain('link');
    expect(shown).not.toMatch(/mrkdwn|evil\.example|\u202E/);
  });

  test('without a message is as it was', async () => {
    const { blocks } = await dmSaying(' \n ');
    expect(blocks.map(({ type }) => type)).toEqual([
      'rich_text',
      'rich_text',
      'actions',
      'context',
    ]);
  });
});

describe('the sign-up page', () => {
  test("quotes the inviter's message, also after a mistake in the form", async () => {
    const { path } = await invitedWith({ message: 'Hi Mia,\n\nsee you Monday' });
    const pages = [await world.get(path), await world.post(path, signUpForm({ password: 'x' }))];
    for (const page of pages) {
      const html = await page.text();
      expect(readable(html)).toContain('Adam Admin writes: Hi Mia, see you Monday');
      expect(html).toContain(
        '<blockquote><p dir="auto">Hi Mia,</p><p dir="auto"><br/></p><p dir="auto">see you Monday</p></blockquote>',
      );
    }
  });

  test('shows markup and addresses in it as text', async () => {
    const { path } = await invitedWith({ message: hostile, suggestedName: '"><script>alert(1)' });
    const html = await (await world.get(path)).text();
    expect(html).not.toMatch(/<script>|<img|\u202E|evil\.example/);
    for (const target of targetsOf(html)) expect(target).toMatch(/^\//);
    expect(nameIn(html)).toBe('&quot;&gt;&lt;script&gt;alert(1)');
  });

  test('says nothing where nothing is said', async () => {
    const { path } = await invitedWith({ message: ' \n\u200B\n' });
    const html = await (await world.get(path)).text();
    expect(html).not.toMatch(/<figure|writes:/);
  });

  test.each([
    ['accepted_at = now()'],
    ['revoked_at = now()'],
    ['generation = generation + 1'],
    ["expires_at = now() - interval '1 day'"],
  ])('says it no more once %s', async (change) => {
    const { path, email } = await invitedWith({ message: 'Welcome!', suggestedName: 'Mia' });
    await world.database.query(`UPDATE invitations SET ${change} WHERE address = $1`, [email]);
    const text = await textOf(await world.get(path));
    expect(text).not.toMatch(/Welcome!|writes|Mia/);
  });
});

/** What stands in the field for the name. */
function nameIn(html: string): string | undefined {
  const [input = ''] = /<input[^>]*id="displayName"[^>]*>/.exec(html) ?? [];
  return /value="([^"]*)"/.exec(input)?.[1];
}

describe('what the inviter calls somebody', () => {
  test.each([
    ['Mia Müller', 'Mia Müller'],
    ['  Zoë\u200B ', 'Zoë'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['javascript:alert(1)', 'javascript:alert(1)'],
    ['https://evil.example', 'https://evil.example'],
    ['מיה\u200F', 'מיה'],
    ['Mia\u202Elive', undefined],
    ['🎉'.repeat(300), undefined],
    [' \n\u2800', undefined],
  ])('%j is proposed as %j', async (suggestedName, proposed) => {
    const { path } = await invitedWith({ suggestedName });
    const html = await (await world.get(path)).text();
    expect(nameIn(html) || undefined).toBe(proposed);
    expect(html).not.toMatch(/<script>|href="(?:javascript|https:\/\/evil)/);
  });

  test('never takes the place of what was typed, and may be changed', async () => {
    const { path, email } = await invitedWith({ suggestedName: 'Mia Müller' });
    for (const displayName of ['', 'Maria']) {
      const form = signUpForm({ displayName, password: 'short' });
      expect(nameIn(await (await world.post(path, form)).text()) ?? '').toBe(displayName);
    }
    expect((await world.post(path, signUpForm({ displayName: 'Maria' }))).status).toBe(303);
    const members = await world.database.query(
      'SELECT display_name FROM members WHERE address = $1',
      [email],
    );
    expect(members).toEqual([{ display_name: 'Maria' }]);
  });
});
