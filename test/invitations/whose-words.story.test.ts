import { buttonValue, fieldOf, personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  deliveriesAtRest,
  invitationsOf,
  invite,
  openDialog,
  sendDialog,
} from '../support/acts.ts';
import { importsAtRest, sendAll } from '../support/import-acts.ts';
import { choose } from '../support/mend-acts.ts';
import {
  chooseAndConfirm,
  homeAfter,
  modalAfter,
  openHome,
  pressHome,
  setSettings,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// What an admin says to somebody is quoted under their name, and answers go to them: also when another admin has done
// something with the invitation since.

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];
const adams = 'Hi from Adam';

/** Adam has invited somebody, with words of his own. */
async function invitedByAdam(email: string): Promise<string> {
  const { path } = await invite(world, email);
  await world.database.query('UPDATE invitations SET message = $1 WHERE address = $2', [
    adams,
    email,
  ]);
  await deliveriesAtRest(world);
  world.clock.shiftMs += 60_000;
  return path;
}

test('answers to an email go to whoever it names, also after a change', async () => {
  await invite(world, 'answers@example.com');
  const modal = await choose(world, 'answers@example.com', 'Change address…', olga);
  const values = { [fieldOf(modal, 'Email address')]: 'replies@example.com' };
  await homeAfter(world, olga, () => world.slack.submit({ user: olga, values }), 'now goes to');
  const { parsed } = await world.letterTo('replies@example.com');
  expect(parsed.subject).toContain('Olga Owner invited you');
  expect(parsed.replyTo?.text).toBe('olga@example.com');
});

test('whoever invites somebody again whom another had invited does not say what that one said', async () => {
  for (const [by, email] of [
    [olga, 'olgas@example.com'],
    [adam, 'adams@example.com'],
  ] as const) {
    await invitedByAdam(email);
    await chooseAndConfirm(world, { user: adam, of: email, entry: 'Revoke…' }, 'is revoked');
    await openHome(world, by);
    const words = `*${email}*`;
    const home = await pressHome(world, by, 'home.filter', { value: 'revoked', words });
    await pressHome(world, by, 'home.invitation_act_invite_again', {
      value: buttonValue(home, 'Invite again', email),
      words: 'is invited again',
    });
    const { parsed } = await world.letterTo(email);
    expect(parsed.text?.includes(adams), email).toBe(by === adam);
  }
});

test('what is undone leaves no words of one under the name of another', async () => {
  await setSettings(world, { undo_sends: true });
  for (const [by, email] of [
    [olga, 'undone-olga@example.com'],
    [adam, 'undone-adam@example.com'],
  ] as const) {
    await setSettings(world, { undo_sends: false });
    const path = await invitedByAdam(email);
    await setSettings(world, { undo_sends: true });
    await openDialog(world, by);
    const sent = await modalAfter(world, by, () => sendDialog(world, by, { email }));
    const value = buttonValue(sent.view, 'Undo');
    const undo = { user: by, in: 'modal', actionId: 'invitations.undo', value } as const;
    await modalAfter(world, by, () => world.slack.press(undo));
    const html = await (await world.get(path)).text();
    // It is Adam's again, whoever undid.
    expect(html, email).toContain(adams);
    expect(await invitationsOf(world, email), email).toMatchObject([
      { invited_by_slack_user: adam },
    ]);
  }
  await setSettings(world, { undo_sends: false });
});

test("whoever reminds the people of another's list does not say what that one said", async () => {
  const { id } = await sendAll(world, ['listed@example.com']);
  await importsAtRest(world);
  await world.letterTo('listed@example.com');
  await world.database.query('UPDATE imports SET message = $1 WHERE id = $2', [adams, id]);
  await world.slack.close({ user: adam, all: true });
  for (const by of [adam, olga]) {
    world.clock.shiftMs += 25 * 3_600_000;
    await openHome(world, by, 'of 1 ');
    const person = personIn(world.slack, by);
    await person.presses('Open', { of: 'of 1 ', in: 'home' });
    await person.waitsFor('modal', "Remind those who haven't joined…");
    await person.presses("Remind those who haven't joined…", { in: 'modal' });
    await person.waitsFor('modal', '1 person reminded.');
    const { parsed } = await world.letterTo('listed@example.com');
    expect(parsed.text?.includes(adams), by).toBe(by === adam);
  }
});

test("whoever sends the rest of another's list does not say what that one said", async () => {
  await setSettings(world, { allowed_domains: ['example.com'] });
  const { id } = await sendAll(world, ['in@example.com', 'rest@else.example']);
  await importsAtRest(world);
  await setSettings(world, { allowed_domains: [] });
  await world.database.query('UPDATE imports SET message = $1 WHERE id = $2', [adams, id]);
  for (const by of [olga, adam]) {
    if (world.slack.modal(by)) await world.slack.close({ user: by, all: true });
    world.clock.shiftMs += 60_000;
    await openHome(world, by, 'List of 2');
    const person = personIn(world.slack, by);
    await person.presses('Open', { of: 'List of 2', in: 'home' });
    await person.waitsFor('modal', 'Fix the rest');
    await person.presses('Fix the rest', { in: 'modal' });
    await person.waitsFor('modal', 'Nothing has been sent yet.');
    await person.submits();
    const { parsed } = await world.letterTo('rest@else.example');
    expect(parsed.text?.includes(adams), by).toBe(by === adam);
  }
});
