import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPerson,
  allRows,
  invitationsOf,
  joinAs,
  openDialog,
  sendDialog,
  wordsOf,
} from '../support/acts.ts';
import { sendPayload } from '../support/sent-payloads.ts';
import { homeShows, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  addPerson(world, { id: 'U0STRANGER', teamId: 'T0OTHER', isAdmin: true });
  addPerson(world, { id: 'U0ROBOT', isBot: true, isAdmin: true });
  addPerson(world, { id: 'U0GONE', deleted: true, isAdmin: true });
  addPerson(world, { id: 'U0SINGLE', isUltraRestricted: true });
  // Slack has told who the admins are by then.
  await openHome(world, 'U0MIA');
  await homeShows(world, 'U0MIA', '<@U0OLGA>');
});
afterAll(() => world.stop());

/** Types the command and gives what only this person then sees. */
async function refusalOf(user: string): Promise<string> {
  const seen = world.slack.ephemerals(user).length;
  const reply = await world.slack.command({ user, command: '/invite' });
  expect(reply.status).toBe(200);
  const answer = await world.slack.until(() => world.slack.ephemerals(user)[seen], 15_000);
  expect(answer.from).toBe('app');
  expect(world.slack.modal(user)).toBeUndefined();
  return wordsOf(answer);
}

test.each([
  ['a regular member', 'U0MIA'],
  ['a guest', 'U0GUS'],
  ['a guest of one channel', 'U0SINGLE'],
  ['a bot', 'U0ROBOT'],
  ['somebody deactivated', 'U0GONE'],
])('tells %s whom to ask, visible only to them, and opens no dialog', async (_who, user) => {
  const answer = await refusalOf(user);
  expect(answer).toContain('Only admins can send invitations');
  expect(answer).toContain('<@U0OLGA>');
  expect(answer).toContain('<@U0ADAM>');
  for (const other of ['U0MIA', 'U0GUS', 'U0STRANGER', 'U0ROBOT', 'U0GONE']) {
    expect(answer).not.toContain(`<@${other}>`);
  }
});

test.each(['user_not_found', 'user_not_visible'])(
  'refuses somebody of another team of whom Slack says %s, and takes it for no fault',
  async (error) => {
    const user = addPerson(world, { id: `U0${error.toUpperCase().replaceAll('_', '')}` });
    world.slack.fail('users.info', { error, args: { user } });

    const answer = await refusalOf(user);
    expect(answer).toContain('Only admins can send invitations');
    expect(answer).not.toContain('<@');
  },
);

test('refuses an admin of another team, and names nobody to them', async () => {
  const answer = await refusalOf('U0STRANGER');
  expect(answer).toContain('Only admins can send invitations');
  expect(answer).not.toContain('<@');
});

test('opens the dialog for an owner and for an admin of the team', async () => {
  for (const user of ['U0OLGA', 'U0ADAM']) {
    expect((await openDialog(world, user)).view.title.text).toBe('Invite people');
  }
});

test('lets a Slack admin make themselves an Admin, and not a Member, who could manage nothing', async () => {
  const kim = addPerson(world, { id: 'U0KIM', email: 'Kim@People.example', isAdmin: true });
  await openDialog(world, kim);

  await sendDialog(world, kim, { email: 'KIM@people.example' });
  expect(wordsOf(world.slack.modal(kim)?.errors)).toContain('invite yourself as an Admin');
  await sendDialog(world, kim, { email: 'KIM@people.example', role: 'admin' });
  await world.letterTo('KIM@people.example');

  const invitations = await invitationsOf(world, 'KIM@people.example');
  expect(invitations.map(({ role }) => role)).toEqual(['admin']);
});

test('refuses a Slack admin whose role here is Member, and names them no more', async () => {
  const ann = addPerson(world, { id: 'U0ANN', email: 'Ann@People.example', isAdmin: true });
  await openDialog(world, ann);
  await joinAs(world, 'ann@people.example', { role: 'member', displayName: 'Ann' });

  // The dialog that she still has open does not help her.
  await sendDialog(world, ann, { email: 'friend@example.com' });
  expect(wordsOf(world.slack.modal(ann)?.errors)).toContain('Only admins');
  expect(await invitationsOf(world, 'friend@example.com')).toEqual([]);

  await world.slack.close({ user: ann });
  const answer = await typeCommand(world, 'links', { user: ann });
  expect(answer.text).toContain('Only admins');
  expect(await refusalOf('U0MIA')).not.toContain('<@U0ANN>');
});

test('lets somebody invite who has no rights in Slack but the role Admin here', async () => {
  const ben = addPerson(world, { id: 'U0BEN', email: 'ben@people.example' });
  expect(await refusalOf(ben)).toContain('Only admins');
  await joinAs(world, 'ben@people.example', { role: 'admin', displayName: 'Ben' });

  await openDialog(world, ben);
  await sendDialog(world, ben, { email: 'bens-friend@example.com' });
  const letter = await world.letterTo('bens-friend@example.com');
  expect(letter.parsed.text).toContain('Ben invited you');
  expect(await refusalOf('U0MIA')).toContain('<@U0BEN>');
});

test('gives no rights to a guest who has an account with the role Admin', async () => {
  const gil = addPerson(world, { id: 'U0GIL', email: 'gil@people.example', isRestricted: true });
  await joinAs(world, 'gil@people.example', { role: 'admin', displayName: 'Gil' });
  expect(await refusalOf(gil)).toContain('Only admins');
});

test('refuses a submission that a member sends without having been shown a dialog', async () => {
  const dialog = await openDialog(world, 'U0ADAM');
  const before = await allRows(world);
  await sendDialog(world, 'U0ADAM', { email: 'forged@example.com' });
  const sent = world.slack.requests.at(-1);
  await world.letterTo('forged@example.com');
  expect(await allRows(world)).not.toEqual(before);

  const payload = sent?.payload as { user: object };
  const forged = { ...payload, user: { ...payload.user, id: 'U0MIA' } };
  const body = wordsOf(forged)
    .replaceAll('forged@example.com', 'forged2@example.com')
    .replaceAll(dialog.id, 'V0FORGED');
  const reply = await sendPayload(world, 'interactive', JSON.parse(body));
  expect(reply.status).toBe(200);
  expect(reply.body).toContain('Only admins');
  expect(await invitationsOf(world, 'forged2@example.com')).toEqual([]);
});
