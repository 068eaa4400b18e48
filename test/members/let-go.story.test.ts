import { buttonValue, linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPerson,
  deliveriesAtRest,
  invite,
  joinAs,
  linkIn,
  signUpForm,
} from '../support/acts.ts';
import {
  askToRemove,
  dmAfter,
  homeAfter,
  insertInvitations,
  modalAfter,
  openHome,
  pressHome,
  removeMember,
  setSettings,
  typeCommand,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

const [adam, olga] = ['U0ADAM', 'U0OLGA'];

/** Whether the person may act as an admin. */
async function mayAct(user: string): Promise<boolean> {
  const answer = await typeCommand(world, 'list', { user });
  return !answer.text.startsWith('Only admins');
}

/** The activity, as an admin reads it. */
async function record(user = olga): Promise<string> {
  await openHome(world, user, 'Invitations (');
  const words = '● Activity';
  return linesOf(await pressHome(world, user, 'home.tab_activity', { words })).join('\n');
}

/** Asks for the links of all who are pending, or of one of them. */
async function linksShownTo(user: string, text = 'links'): Promise<string> {
  const { blocks } = await typeCommand(world, text, { user });
  return JSON.stringify(blocks);
}

/** The question before somebody's role changes. */
async function askForRole(user: string, of: string): Promise<string> {
  await openHome(world, user, 'Invitations (');
  const words = ['● Members', of];
  const home = await pressHome(world, user, 'home.tab_members', { words });
  const value = buttonValue(home, 'Change role…', of);
  const press = { user, in: 'home', actionId: 'home.change_role', value };
  return linesOf((await modalAfter(world, user, () => world.slack.press(press))).view).join('\n');
}

async function statusOf(path: string): Promise<number> {
  return (await world.get(path)).status;
}

test('what a Slack admin sent before they had an account ends with it, and Slack is no way back', async () => {
  const before = await invite(world, 'adams-private@example.com', { role: 'admin', by: adam });
  // Joins on the web, and is not seen in Slack from then on.
  await joinAs(world, 'adam@example.com', { role: 'admin', displayName: 'Adam', by: adam });
  const question = linesOf((await askToRemove(world, olga, 'adam@example.com')).view).join('\n');
  expect(question).toContain('This also revokes 1 open invitation they sent.');
  expect(question).toContain("Being a Slack owner or admin won't make them an admin here");
  expect(question).toMatch(/Slack owners and admins can still act as admins: Olga Owner/);
  const submit = () => world.slack.submit({ user: olga });
  await homeAfter(world, olga, submit, ['Adam was removed', 'This revoked 1 invitation they sent']);

  expect(await statusOf(before.path)).toBe(410);
  expect((await world.post(before.path, signUpForm())).status).toBe(410);
  expect(await mayAct(adam)).toBe(false);
  expect(await record()).toContain('Olga Owner removed Adam – this revoked 1 invitation they sent');

  await joinAs(world, 'adam@example.com', { role: 'admin', displayName: 'Adam', by: olga });
  expect(await mayAct(adam)).toBe(true);
});

test('removing a Slack admin who was a Member here does not make them an admin', async () => {
  const ada = addPerson(world, { id: 'U0ADA', name: 'ada', isAdmin: true });
  expect(await mayAct(ada)).toBe(true);
  await joinAs(world, 'u0ada@people.example', { displayName: 'Ada', by: olga });
  expect(await mayAct(ada)).toBe(false);
  await removeMember(world, olga, 'Ada');
  expect(await mayAct(ada)).toBe(false);
  // Nor is a removed one named to people who look for an admin.
  const { text } = await typeCommand(world, 'list', { user: 'U0MIA' });
  expect(text).toContain(`<@${olga}>`);
  expect(text).not.toContain(`<@${ada}>`);
});

test('who is demoted keeps no key: Admin invitations are revoked, links they saw are replaced', async () => {
  const dema = addPerson(world, { id: 'U0DEMA', name: 'dema', isAdmin: true });
  await joinAs(world, 'u0dema@people.example', { role: 'admin', displayName: 'Dema', by: olga });
  const asAdmin = await invite(world, 'more-power@example.com', { role: 'admin', by: dema });
  const asMember = await invite(world, 'a-friend@example.com', { by: dema });
  const ofOthers = await invite(world, 'of-olga@example.com', { by: olga });
  const [expiring = ''] = await insertInvitations(world, ['expired@example.com']);
  const shown = await linksShownTo(dema);
  expect(shown).toContain(ofOthers.token);
  const [expired] = shown.match(/(?<=expired@example\.com: \S+)\/join\/[\w-]+/) ?? [];
  const { path: neverSeen } = await invite(world, 'unseen@example.com', { by: olga });
  await world.database.query(
    "UPDATE invitations SET expires_at = now() - interval '1 minute' WHERE id = $1",
    [expiring],
  );

  const question = await askForRole(olga, 'Dema');
  expect(question).toContain('revokes 1 open admin invitation they sent');
  expect(question).toMatch(/replaces \d invite links they saw \(the invitees get new ones\)/);
  const submit = () => world.slack.submit({ user: olga, values: { role: 'member' } });
  await homeAfter(world, olga, submit, [
    'Dema is now a member',
    'This revoked 1 invitation they sent',
  ]);

  expect(await mayAct(dema)).toBe(false);
  for (const { path } of [asAdmin, asMember, ofOthers]) expect(await statusOf(path)).toBe(410);
  expect(await statusOf(neverSeen)).toBe(200);
  for (const email of ['a-friend@example.com', 'of-olga@example.com']) {
    const { path } = linkIn((await world.letterTo(email)).parsed.text ?? '');
    expect(await statusOf(path)).toBe(200);
  }
  // Sending an expired one again gives its link life, but not the one that was seen.
  await openHome(world, olga, 'Invitations (');
  await pressHome(world, olga, 'home.tab_invitations', { words: 'expired@example.com' });
  await pressHome(world, olga, 'home.invitation_act_resend', {
    value: `resend:${expiring}`,
    words: 'Resent to',
  });
  const { path } = linkIn((await world.letterTo('expired@example.com')).parsed.text ?? '');
  expect(expired).toMatch(/^\/join\//);
  expect(await statusOf(expired ?? '')).toBe(410);
  expect(await statusOf(path)).toBe(200);
  const acts = await record();
  expect(acts).toMatch(/Dema viewed \d invite links/);
  expect(acts).toMatch(
    /Olga Owner made Dema a member – this revoked 1 invitation they sent and replaced \d invite links they saw/,
  );
});

test('every way to a link stands in the record, and such a link ends with whoever saw it', async () => {
  const cal = addPerson(world, { id: 'U0CAL', name: 'cal' });
  await joinAs(world, 'u0cal@people.example', { role: 'admin', displayName: 'Cal', by: olga });
  const [typed, pressed, sent] = [
    await invite(world, 'typed@example.com', { by: olga }),
    await invite(world, 'pressed@example.com', { by: olga }),
    await invite(world, 'sent@example.com', { by: olga }),
  ];
  expect(await linksShownTo(cal, 'link typed@example.com')).toContain(typed.token);
  const home = await openHome(world, cal, 'pressed@example.com');
  const press = (of: string) => ({
    user: cal,
    in: 'home',
    actionId: 'invitations.copy_link',
    value: buttonValue(home, 'Copy link', of),
  });
  await modalAfter(world, cal, () => world.slack.press(press('pressed@')));
  await world.slack.close({ user: cal });
  await modalAfter(world, cal, () => world.slack.press(press('sent@')));
  await dmAfter(world, cal, () => world.slack.submit({ user: cal }));
  const acts = await record();
  for (const email of ['typed@example.com', 'pressed@example.com', 'sent@example.com']) {
    expect(acts.split(`Cal viewed ${email}'s invite link`)).toHaveLength(2);
  }

  // A link that he asks for while Slack takes no messages is not his any more when it does.
  await deliveriesAtRest(world);
  world.slack.fail('chat.postMessage', { status: 503, times: 1 });
  await modalAfter(world, cal, () => world.slack.press(press('typed@')));
  await world.slack.submit({ user: cal });
  await expect
    .poll(
      () =>
        world.database.query(
          "SELECT id FROM deliveries WHERE notice = 'invitations.link_dm' AND state = 'retrying'",
        ),
      { timeout: 15_000 },
    )
    .toHaveLength(1);
  const dms = world.slack.dms(cal).length;
  await removeMember(world, olga, 'Cal', 'This replaced 3 invite links they saw.');
  world.clock.shiftMs += 10 * 60_000;
  await invite(world, 'wakes-the-worker@example.com', { by: olga });
  await deliveriesAtRest(world);
  await expect
    .poll(() =>
      world.database.query(
        "SELECT reason FROM deliveries WHERE notice = 'invitations.link_dm' AND state = 'cancelled'",
      ),
    )
    .toEqual([{ reason: 'the link was replaced first' }]);
  expect(world.slack.dms(cal)).toHaveLength(dms);
  for (const { path } of [typed, pressed, sent]) expect(await statusOf(path)).toBe(410);
});

test('where Slack’s deactivations count, those of Slack admins without an account do, too', async () => {
  const sue = addPerson(world, { id: 'U0SUE', name: 'sue', isAdmin: true });
  // What they are called must not matter, not even where no database takes it.
  const [nul, half] = ['\u0000', '\uD83D'];
  const { path } = await invite(world, 'sues-friend@example.com', { by: sue });
  await setSettings(world, { follow_deactivations: true });
  const user = {
    id: sue,
    team_id: 'T0SANDBOX',
    deleted: true,
    name: `sue${nul}${half}`,
    profile: {},
  };
  await world.slack.event({ type: 'user_change', user });
  await expect.poll(() => statusOf(path), { timeout: 15_000 }).toBe(410);
  expect(await record()).toContain(
    'sue\uFFFD was deactivated in Slack – this revoked 1 invitation they sent',
  );
});

test.each([
  'rate_limited',
  'ratelimited',
  'request_timeout',
  'internal_error',
  'missing_scope',
  'access_denied',
  'something_new',
])('nobody is let go because Slack says %s instead of who they are there', async (error) => {
  const email = `said-${error}@example.com`;
  await joinAs(world, email, { role: 'admin', displayName: error, by: olga });
  world.slack.fail('users.lookupByEmail', { error, times: 9 });
  await askToRemove(world, olga, email);
  await homeAfter(world, olga, () => world.slack.submit({ user: olga }), "Slack didn't tell us");
  world.slack.heal();
  expect(await statusOfMember(email)).toEqual([{ open: true }]);
});

test('nobody is let go while Slack does not answer who they are there, and nothing is promised that is not known', async () => {
  const sly = addPerson(world, { id: 'U0SLY', name: 'sly', isAdmin: true });
  const before = await invite(world, 'slys-private@example.com', { role: 'admin', by: sly });
  await joinAs(world, 'u0sly@people.example', { role: 'admin', displayName: 'Sly', by: olga });
  await askToRemove(world, olga, 'u0sly@people.example');
  world.slack.fail('users.lookupByEmail', { retryAfter: 5, times: 9 });
  await homeAfter(world, olga, () => world.slack.submit({ user: olga }), "Slack didn't tell us");
  await askForRole(olga, 'Sly');
  const refused = await world.slack.submit({ user: olga, values: { role: 'member' } });
  expect(refused.body).toContain("Slack didn't tell us");
  await world.slack.close({ user: olga });
  world.slack.heal();
  await removeMember(world, olga, 'Sly', 'This revoked 1 invitation they sent');
  expect(await statusOf(before.path)).toBe(410);
  expect(await mayAct(sly)).toBe(false);

  await joinAs(world, 'sly-at-home@example.com', { displayName: 'Sly at home', by: olga });
  world.slack.fail('users.lookupByEmail', { error: 'missing_scope', times: 1 });
  const unsaid = linesOf((await askToRemove(world, olga, 'sly-at-home')).view).join('\n');
  expect(unsaid).toContain("Slack can't tell us right now who they are there.");
  await world.slack.close({ user: olga });
  const question = linesOf((await askToRemove(world, olga, 'sly-at-home')).view).join('\n');
  expect(question).toContain('Nobody in Slack has this email address.');
  expect(question).not.toContain("won't make them an admin here");
  await world.slack.close({ user: olga });
});

async function statusOfMember(email: string) {
  return await world.database.query(
    'SELECT closed_at IS NULL AS open FROM members WHERE email = $1',
    [email],
  );
}
