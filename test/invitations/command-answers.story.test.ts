import { buttonsOf, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { joinAs, linkIn } from '../support/acts.ts';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { insertInvitations, livelyIn, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'mona@example.com', { displayName: 'Mona' });
  await typeCommand(world, 'copied@example.com once@example.com new@example.com ned@example.com');
});
afterAll(() => world.stop());

const adam = 'U0ADAM';

/** The texts of all code blocks in an answer. */
function codeOf(answer: unknown): string {
  const blocks = (Object(answer).blocks ?? []) as { type: string; elements?: unknown }[];
  const codes = blocks
    .filter(({ type }) => type === 'rich_text')
    .flatMap(({ elements }) => elements as { elements: { text: string }[] }[])
    .flatMap(({ elements }) => elements.map(({ text }) => text));
  return codes.join('\n');
}

async function metric(name: string): Promise<number> {
  const text = await (await world.get('/metrics')).text();
  const line = text.split('\n').find((each) => each.startsWith(name));
  return Number(line?.split(' ').at(-1) ?? 0);
}

test('gives the link of a pending invitation, however its address is written', async () => {
  const answer = await typeCommand(world, 'link COPIED@example.com');
  expect(linesOf(answer.blocks).join('\n')).toContain('copied@example.com');
  const { path } = linkIn(codeOf(answer));
  expect((await world.get(path)).status).toBe(200);
  expect(buttonsOf({ blocks: answer.blocks ?? [] })).toContain('Copy link');
});

test('finds the very address among many that contain it', async () => {
  await insertInvitations(world, ['co@ex.co']);
  const longer = Array.from({ length: 30 }, (_, index) => `x${index}co@ex.com`);
  await insertInvitations(world, longer);
  const answer = await typeCommand(world, 'link co@ex.co');
  expect(linesOf(answer.blocks).join('\n')).toContain("co@ex.co's invite link");
  expect((await world.get(linkIn(codeOf(answer)).path)).status).toBe(200);
});

test.each(['nobody@example.com', 'mona@example.com', 'nonsense', '<!channel>'])(
  'says that there is no pending invitation of %j',
  async (typed) => {
    const answer = await typeCommand(world, `link ${typed}`);
    expect(answer.text).toContain('no pending invitation');
    expect(livelyIn(answer)).toEqual([]);
  },
);

test('lists every pending link, one line each', async () => {
  const emails = Array.from({ length: 60 }, (_, index) => `long-${index}-${'e'.repeat(40)}@ex.org`);
  await insertInvitations(world, emails);
  const answer = await typeCommand(world, 'links');
  const code = codeOf(answer);
  expect(code.length).toBeGreaterThan(3000);
  for (const email of [...emails, 'once@example.com']) {
    const lines = code.split('\n').filter((line) => line.startsWith(`${email}: `));
    expect(lines, email).toHaveLength(1);
    expect(lines[0]).toMatch(/: http:\/\/localhost:3000\/join\/[\w-]{43}$/);
  }
  const first = code.split('\n').find((line) => line.startsWith('long-0-')) ?? '';
  expect((await world.get(linkIn(first).path)).status).toBe(200);
});

test('leaves accepted, revoked and expired ones out of the links', async () => {
  const answer = await typeCommand(world, 'links');
  expect(codeOf(answer)).not.toContain('mona@example.com');
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'new@example.com'",
  );
  await world.database.query(
    "UPDATE invitations SET expires_at = now() WHERE address = 'ned@example.com'",
  );
  const later = codeOf(await typeCommand(world, 'links'));
  expect(later).not.toContain('new@example.com');
  expect(later).not.toContain('ned@example.com');
  expect(later).toContain('once@example.com');
});

test('goes on in further answers when there are too many links for one', async () => {
  const emails = Array.from({ length: 150 }, (_, index) => `further-${index}@example.org`);
  await insertInvitations(world, emails);
  const seen = world.slack.ephemerals(adam).length;
  await typeCommand(world, 'links');
  const pending = (await world.database.query(
    'SELECT email FROM invitations WHERE accepted_at IS NULL AND revoked_at IS NULL AND expires_at > now()',
  )) as { email: string }[];
  const lines = await world.slack.until(() => {
    const now = world.slack.ephemerals(adam).slice(seen).map(codeOf).join('\n').split('\n');
    return now.length >= pending.length && now;
  }, 15_000);
  expect(lines.map((line) => line.split(': ')[0]).sort()).toEqual(
    pending.map(({ email }) => email).sort(),
  );
  await world.database.query("DELETE FROM invitations WHERE address LIKE 'further-%'");
});

test('sums up, and leads to the Home tab', async () => {
  const answer = await typeCommand(world, 'list');
  const words = linesOf(answer.blocks).join('\n');
  expect(words).toMatch(/\*\d+\* pending/);
  expect(words).toContain('*1* accepted');
  expect(words).toContain('*1* expired');
  expect(words).toContain('*1* revoked');
  expect(words).toMatch(/\*1\* member(?!s)/);
  expect(JSON.stringify(answer.blocks)).toContain('slack://app?team=T0SANDBOX');
  // A link button tells the app that it was pressed.
  const press = { user: adam, in: answer.id, actionId: 'invitations.open_home' };
  expect((await world.slack.press(press)).status).toBe(200);
});

/** Waits until the question in an answer has given way to thanks; the rest of it stays. */
async function thanked(id: string): Promise<void> {
  await world.slack.until(() => {
    const now = linesOf(world.slack.ephemerals(adam).find((each) => each.id === id)?.blocks);
    return now.join().includes('Thanks') && !now.join().includes('Was this');
  }, 15_000);
}

test('explains itself, and asks whether that helped', async () => {
  const answer = await typeCommand(world, 'help');
  const words = linesOf(answer.blocks).join('\n');
  for (const typed of ['/invite link ', '/invite links', '/invite list', '/invite-link']) {
    expect(words).toContain(typed);
  }
  expect(words).toContain('Was this helpful?');
  const before = await metric('help_feedback_total{helpful="yes"}');
  await world.slack.press({ user: adam, in: answer.id, actionId: 'invitations.help_yes' });
  await thanked(answer.id);
  expect(await metric('help_feedback_total{helpful="yes"}')).toBe(before + 1);

  const again = await typeCommand(world, 'help');
  await world.slack.press({ user: adam, in: again.id, actionId: 'invitations.help_no' });
  await thanked(again.id);
  expect(await metric('help_feedback_total{helpful="no"}')).toBe(1);
});

test('counts an answer about the help also where nothing can be said to it', async () => {
  const help = await typeCommand(world, 'help');
  await world.slack.press({ user: adam, in: help.id, actionId: 'invitations.help_yes' });
  await thanked(help.id);
  const before = await metric('help_feedback_total{helpful="yes"}');
  const { response_url: _, ...press } = lastSent<Record<string, unknown>>(world, 'block_actions');
  expect(await sendPayload(world, 'interactive', press)).toMatchObject({ status: 200 });
  expect(await metric('help_feedback_total{helpful="yes"}')).toBe(before + 1);

  // What comes after it finds no fault in the log.
  await typeCommand(world, 'help');
});

test.each([
  'hello there',
  'link',
  'admin',
  'help ana@example.com',
  'link a@example.com b@example.com',
  '<!channel> <http://evil.example|click> *bold*',
  'link *bold*<http://evil.example|click>',
  `${'x'.repeat(3000)} ${'🎉'.repeat(200)} \u202Eabc`,
])('answers %j with the usage', async (text) => {
  const before = await world.database.query('SELECT id FROM invitations');
  const answer = await typeCommand(world, text);
  expect(linesOf(answer.blocks).join('\n')).toContain('/invite links');
  expect(livelyIn(answer)).toEqual([]);
  expect(await world.database.query('SELECT id FROM invitations')).toEqual(before);
});
