import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, beforeEach, expect, test, vi } from 'vitest';
import { deliveriesAtRest, invitationsOf, invite, linkIn, signUpForm } from '../support/acts.ts';
import {
  countOf,
  importOf,
  importsAtRest,
  leaveRoom,
  manyAddresses,
  sendAll,
  statesOf,
} from '../support/import-acts.ts';
import { forge, lastSent } from '../support/sent-payloads.ts';
import { setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
beforeEach(() => leaveRoom(world, adam, 300));
afterAll(() => world.stop());

const adam = 'U0ADAM';
const day = 86_400_000;

/** The path of the link that an address got last. */
async function pathOf(email: string): Promise<string> {
  return linkIn((await world.letterTo(email)).parsed.text ?? '').path;
}

async function join(path: string): Promise<number> {
  return (await world.post(path, signUpForm())).status;
}

test('Undo revokes what the list has made and nobody has accepted, and nothing else', async () => {
  await invite(world, 'before@example.com');
  world.clock.shiftMs += 60_000;
  const { person, id } = await sendAll(world, [
    'before@example.com',
    'joins@example.com',
    'dead@example.com',
  ]);
  await person.waitsFor('modal', '3 people invited');
  const path = await pathOf('dead@example.com');
  const posted = await world.slack.post({
    user: adam,
    channel: 'C0GENERAL',
    text: `http://localhost:3000${path}`,
  });
  const under = () => JSON.stringify(world.slack.unfurls('C0GENERAL', posted.ts));
  await world.slack.until(() => under().includes('personal invite link'), 15_000);
  expect(await join(await pathOf('joins@example.com'))).toBe(303);
  const audited = await countOf(world, 'audit_entries', "act = 'invitation_revoked'");

  await person.presses('Undo…', { in: 'modal' });
  const said = await person.waitsFor('modal', ['1 invitation revoked.', '3 people invited']);
  expect(said).not.toContain('Undo…');
  expect(said.join('\n')).toContain('1 joined · 1 revoked');
  await person.opensHome();
  await person.waitsFor('home', 'List of 3: 1 of 3 joined · 1 revoked');
  expect(await (await world.get(path)).text()).toContain('revoked');
  expect(await join(path)).not.toBe(303);
  await world.slack.until(() => !under().includes('personal invite link'), 15_000);
  expect(await invitationsOf(world, 'before@example.com')).toMatchObject([{ revoked_at: null }]);
  expect(await countOf(world, 'members', "address = 'joins@example.com'")).toBe(1);
  expect(await countOf(world, 'audit_entries', "act = 'invitation_revoked'")).toBe(audited + 1);

  await forge(world, { ...lastSent<object>(world, 'block_actions'), trigger_id: 'again' }, {});
  await person.waitsFor('modal', 'Nothing was left to take back.');
  expect(await statesOf(world, id)).toEqual({ invited: 2, invited_again: 1 });
});

test('Undo is offered as long as the list has an open invitation of its own', async () => {
  await invite(world, 'again0@example.com');
  await invite(world, 'again1@example.com');
  world.clock.shiftMs += 60_000;
  const list = ['again0@example.com', 'again1@example.com', 'own@example.com'];
  const { person } = await sendAll(world, list);
  await person.waitsFor('modal', '3 people invited');
  for (const email of list.slice(0, 2)) {
    const [invitation] = await invitationsOf(world, email);
    await world.database.query('UPDATE invitations SET accepted_at = now() WHERE id = $1', [
      invitation?.id,
    ]);
  }

  await person.closes();
  await person.opensHome();
  await person.presses('Open', { in: 'home', of: 'List of 3' });
  expect(await person.waitsFor('modal', '2 joined')).toContain('Undo…');
});

test('Remind sends once a day to whoever has not joined, also when it is pressed ten times', async () => {
  const { person, id } = await sendAll(world, ['slow@example.com', 'quick@example.com']);
  await person.waitsFor('modal', '2 people invited');
  await join(await pathOf('quick@example.com'));
  await world.letterTo('slow@example.com');
  world.clock.shiftMs += 60_000;

  const shown = () => world.slack.calls.filter(({ method }) => method === 'views.update').length;
  const before = shown();
  await person.presses("Remind those who haven't joined…", { in: 'modal' });
  const press = lastSent<object>(world, 'block_actions');
  await Promise.all(
    Array.from({ length: 9 }, (_, n) => forge(world, { ...press, trigger_id: `r${n}` }, {})),
  );
  await world.letterTo('slow@example.com');
  await vi.waitFor(
    async () => {
      const audited = "act = 'invitation_resent' AND subject = 'slow@example.com'";
      expect(await countOf(world, 'audit_entries', audited)).toBe(1);
    },
    { timeout: 10_000 },
  );
  await person.waitsFor('modal', 'They were reminded within the last day.');
  // Each of them has shown what came of it.
  await world.slack.until(() => shown() >= before + 10, 15_000);
  await deliveriesAtRest(world);
  const emails = () => world.mailbox.letters.filter(({ to }) => to === 'slow@example.com').length;
  expect(emails()).toBe(2);

  world.clock.shiftMs += day;
  await leaveRoom(world, adam, 0);
  await person.presses("Remind those who haven't joined…", { in: 'modal' });
  await person.waitsFor('modal', 'Nobody was reminded. 1 could not be.');
  await leaveRoom(world, adam, 300);
  await person.presses("Remind those who haven't joined…", { in: 'modal' });
  await person.waitsFor('modal', '1 person reminded.');
  await deliveriesAtRest(world);
  expect(emails()).toBe(3);
  expect((await importOf(world, id)).state).toBe('done');
});

test('Fix the rest makes a list of whoever was not invited, and of nobody else', async () => {
  await setSettings(world, { allowed_domains: ['example.com'] });
  const list = ['fine@example.com', 'far@elsewhere.example', 'nobody@', 'joins@example.com'];
  const { person } = await sendAll(world, list);
  await person.waitsFor('modal', ['1 person invited', '3 not invited']);
  await setSettings(world, { allowed_domains: [] });

  await person.presses('Fix the rest', { in: 'modal' });
  const look = await person.waitsFor('modal', ['*1 person will be invited*', '1 needs a look']);
  expect(look.join('\n')).not.toMatch(/fine@|joins@/);
  await person.submits({ 'Line 3': 'nobody@example.com' });
  await person.waitsFor('modal', '*2 people will be invited*');
  await person.submits();
  await person.waitsFor('modal', '2 people invited');
  expect(await invitationsOf(world, 'fine@example.com')).toHaveLength(1);
});

test('Copy as CSV gives every row, and nothing that a spreadsheet would work out', async () => {
  const { person, id } = await sendAll(world, ['csv@example.com', 'nobody@']);
  await person.waitsFor('modal', '1 person invited');
  const odd = ['=HYPERLINK("x")', '+1', '-1', '@x', '\tx', '\rx', '\n=x', '＝x'];
  for (const [index, typed] of odd.entries()) {
    await world.database.query(
      `INSERT INTO import_rows (import_id, position, line, typed, suggested_name, state)
       VALUES ($1, $2, $2, $3, $3, 'wrong')`,
      [id, 100 + index, typed],
    );
  }
  await person.presses('Copy as CSV', { in: 'modal' });
  await person.waitsFor('modal', 'Copy it into a file');
  const csv = preformattedOf(world.slack.modal(adam)?.view);

  expect(csv).toContain('line,file,email,name,role,result\n1,,csv@example.com,,,invited\n');
  expect(csv).toContain(`100,,"'=HYPERLINK(""x"")","'=HYPERLINK(""x"")",,wrong`);
  for (const typed of ['+1', '-1', '@x', '\tx', '＝x']) expect(csv).toContain(`,'${typed},`);
  expect(csv).toContain(`,"'\rx",`);
});

/** Everything that stands in preformatted text. */
function preformattedOf(shown: unknown): string {
  if (Array.isArray(shown)) return shown.map(preformattedOf).join('');
  if (typeof shown !== 'object' || shown === null) return '';
  const { type, elements } = shown as { type?: unknown; elements?: unknown };
  if (type !== 'rich_text_preformatted') return Object.values(shown).map(preformattedOf).join('');
  return (elements as { text: string }[]).map(({ text }) => text).join('');
}

test('the DM about each of two lists tells of its own', async () => {
  await sendAll(world, manyAddresses(7, 'seven'));
  await importsAtRest(world);
  const { person } = await sendAll(world, manyAddresses(6, 'six'));
  await importsAtRest(world);
  const expected = [
    'Your list has been sent. 6 people invited',
    'Your list has been sent. 7 people invited',
  ];
  await person.waitsFor('messages', expected);
  await deliveriesAtRest(world);
  const told = world.slack.dms(adam).flatMap(({ blocks }) => linesOf(blocks));
  expect(told.filter((line) => expected.includes(line)).sort()).toEqual(expected);
});
