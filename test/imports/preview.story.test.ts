import { afterAll, beforeAll, expect, test } from 'vitest';
import { allRows, deliveriesAtRest, invitationsOf, invite, joinAs } from '../support/acts.ts';
import {
  addMore,
  countOf,
  importsAtRest,
  lookAt,
  newestImport,
  statesOf,
} from '../support/import-acts.ts';
import { setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [open, justSent, member] = ['open@example.com', 'just@example.com', 'mia@example.com'];
const adams = 'adam@example.com';

/** Every row but those of lists, and but where somebody was in their Home tab. */
async function otherRows(): Promise<string[]> {
  const rows = await allRows(world);
  return rows.filter((row) => !/^(imports|import_rows|home_tabs) /.test(row));
}

/** Everybody of whom something else is to be said; two seats are left. */
async function settle(): Promise<void> {
  await joinAs(world, member, { displayName: 'Mia' });
  await invite(world, open);
  await invite(world, justSent);
  world.clock.shiftMs += 60_000;
  // A moment ago, however slow the machine is; as far ahead as clocks may differ.
  await world.database.query(
    "UPDATE invitations SET sent_at = now() + $2 * interval '1 millisecond' WHERE address = $1",
    [justSent, world.clock.shiftMs + 9000],
  );
  await setSettings(world, {
    allowed_domains: ['example.com'],
    seat_limit: 5,
  });
  await deliveriesAtRest(world);
}

test('nothing changes before Send, and then just what was promised happens', async () => {
  await settle();
  const before = await otherRows();
  const letters = world.mailbox.letters.length;
  const audited = await countOf(world, 'audit_entries');
  const calls = world.slack.calls.length;

  const fresh = ['new0@example.com', 'new1@example.com', 'new2@example.com'];
  const elsewhere = 'far@elsewhere.example';
  const list = [...fresh, open, justSent, member, adams, elsewhere];
  const person = await lookAt(world.slack, list);
  const said = (
    await person.waitsFor('modal', [
      '*3 people will be invited* as Member',
      '1 of them already has an invitation and gets it again',
      "1 more was just invited and won't get a second email",
      `1 is a member already: ${member}`,
      `1 is you: invite yourself as an Admin: ${adams}`,
      `1 is at a domain that your team doesn't allow: ${elsewhere}`,
      "2 seats left: 1 person doesn't fit",
      'Nothing has been sent yet.',
    ])
  ).join('\n');
  expect(said).not.toContain('needs a look');
  expect(world.slack.modal('U0ADAM')?.view.submit?.text).toBe('Send 3 invites');
  expect(await otherRows()).toEqual(before);
  expect(world.mailbox.letters).toHaveLength(letters);
  const written = world.slack.calls.slice(calls).map(({ method }) => method);
  expect(written).not.toContain('chat.postMessage');

  const id = await newestImport(world);
  await person.submits();
  await person.waitsFor('modal', ['3 people invited', '1 had just been invited', '4 not invited']);
  await importsAtRest(world);
  await deliveriesAtRest(world);
  expect(await statesOf(world, id)).toEqual({
    invited: 2,
    invited_again: 1,
    sent_just_now: 1,
    refused: 4,
  });
  const got = world.mailbox.letters.slice(letters).map(({ to }) => to);
  expect(got.sort()).toEqual(['new0@example.com', 'new1@example.com', open]);
  for (const email of [...fresh.slice(0, 2), open]) {
    expect(await invitationsOf(world, email)).toHaveLength(1);
  }
  expect(await invitationsOf(world, 'new2@example.com')).toEqual([]);
  expect((await countOf(world, 'audit_entries')) - audited).toBe(4);
  expect(await countOf(world, 'deliveries', "notice = 'imports.ended_dm'")).toBe(1);
  await setSettings(world, { allowed_domains: [], seat_limit: null });
});

test('a role of their own is shown, and is what they get', async () => {
  const person = await lookAt(world.slack, ['one@example.com', 'boss@example.com']);
  const id = await newestImport(world);
  await world.database.query(
    "UPDATE import_rows SET role = 'admin' WHERE import_id = $1 AND email = 'boss@example.com'",
    [id],
  );
  await addMore(person, 'two@example.com');
  await person.waitsFor('modal', ['*3 people will be invited*: 2 as Member, 1 as Admin']);

  await person.submits();
  await person.waitsFor('modal', '3 people invited');
  expect(await invitationsOf(world, 'boss@example.com')).toMatchObject([{ role: 'admin' }]);
  expect(await invitationsOf(world, 'two@example.com')).toMatchObject([{ role: 'member' }]);
});

test('somebody who stands in a list twice is invited once', async () => {
  const person = await lookAt(world.slack, ['twice@example.com', 'twice@example.com']);
  await person.waitsFor('modal', '*1 person will be invited*');
  await addMore(person, 'Twice@Example.com\nthrice@example.com\nthrice@example.com');
  await person.waitsFor('modal', '*2 people will be invited*');

  await person.submits();
  await person.waitsFor('modal', '2 people invited');
  await importsAtRest(world);
  expect(await invitationsOf(world, 'twice@example.com')).toHaveLength(1);
  expect(await invitationsOf(world, 'thrice@example.com')).toHaveLength(1);
});

test('whoever comes in between is seen when it is sent', async () => {
  const person = await lookAt(world.slack, ['early@example.com', 'late@example.com']);
  await person.waitsFor('modal', '*2 people will be invited*');
  await joinAs(world, 'early@example.com', { by: 'U0OLGA' });

  await person.submits();
  await person.waitsFor('modal', ['1 person invited', '1 not invited', '1 is a member already']);
});
