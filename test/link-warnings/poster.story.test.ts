import { buttonsOf, buttonValue, linesOf, menuOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { deliveriesAtRest, invitationsOf, invite, linkIn, openDialog } from '../support/acts.ts';
import { forge, lastSent, sendPayload } from '../support/sent-payloads.ts';
import {
  answerAfter,
  dmAfter,
  insertInvitations,
  insertOtherWorkspace,
  livelyIn,
  modalAfter,
  openHome,
} from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await openDialog(world);
});
afterAll(() => world.stop());

const [adam, mia] = ['U0ADAM', 'U0MIA'];
const general = 'C0GENERAL';

function url(path: string): string {
  return `http://localhost:3000${path}`;
}

/** The messages of the app in the channel. */
function byApp() {
  return world.slack.messages(general).filter((message) => message.byApp);
}

async function postBy(user: string, text: string, channel = general) {
  return await answerAfter(world, user, () => world.slack.post({ user, channel, text }));
}

/** Waits until an answer that only Adam sees says something else. */
async function answerBecomes(id: string, words: string) {
  return await world.slack.until(() => {
    const now = world.slack.ephemerals(adam).find((each) => each.id === id);
    return now?.text.includes(words) && now;
  }, 15_000);
}

test('offers an admin who posted a link to replace it, seen by them only', async () => {
  const { path } = await invite(world, 'ana@example.com');
  const choice = await postBy(adam, url(path));
  expect(choice.channel).toBe(general);
  expect(buttonsOf({ blocks: choice.blocks ?? [] })).toEqual(['Replace link', 'Keep it']);
  expect(linesOf(choice.blocks)[0]).toContain("You posted ana@example.com's invite link.");
  expect(JSON.stringify(choice.blocks)).not.toContain('/join/');
  expect(livelyIn(choice)).toEqual([]);

  const press = { user: adam, in: choice.id, actionId: 'link_warnings.replace' };
  expect((await world.slack.press(press)).status).toBe(200);
  await answerBecomes(choice.id, 'The link you posted no longer works');
  const letter = await world.letterTo('ana@example.com');
  const fresh = linkIn(letter.parsed.text ?? '').path;
  expect((await world.get(path)).status).toBe(410);
  expect((await world.get(fresh)).status).toBe(200);
});

test('replaces once however often it is pressed', async () => {
  const [before] = await invitationsOf(world, 'ana@example.com');
  const reply = await forge(world, 'block_actions', {});
  expect(reply.status).toBe(200);
  const { path } = await invite(world, 'next@example.com');
  await postBy(adam, url(path));
  await deliveriesAtRest(world);
  expect(await invitationsOf(world, 'ana@example.com')).toEqual([before]);
});

test('replaces and corrects also where nothing can be answered', async () => {
  const { path } = await invite(world, 'unanswered@example.com');
  const seen = byApp().length;
  const choice = await postBy(adam, url(path));
  await world.slack.press({ user: adam, in: choice.id, actionId: 'link_warnings.fine' });
  const { response_url: _, ...fine } = lastSent<Record<string, unknown>>(world, 'block_actions');
  expect(await sendPayload(world, 'interactive', fine)).toMatchObject({ status: 200 });

  const value = buttonValue({ blocks: choice.blocks ?? [] }, 'Replace link');
  const replace = { type: 'button', action_id: 'link_warnings.replace', block_id: 'x', value };
  await sendPayload(world, 'interactive', { ...fine, actions: [replace], trigger_id: '1.2.none' });
  await world.slack.until(() => byApp()[seen]?.text.includes('no longer works'), 15_000);
  expect((await world.get(path)).status).toBe(410);
});

test('leaves everything as it is when it is fine', async () => {
  const { path } = await invite(world, 'fine@example.com');
  const choice = await postBy(adam, url(path));
  await world.slack.press({ user: adam, in: choice.id, actionId: 'link_warnings.fine' });
  await world.slack.until(
    () => !world.slack.ephemerals(adam).some(({ id }) => id === choice.id),
    15_000,
  );
  expect((await world.get(path)).status).toBe(200);
});

test('replaces every link of the message, however many, after asking', async () => {
  const emails = Array.from({ length: 45 }, (_, n) => `many${n}@example.com`);
  const ids = await insertInvitations(world, emails);
  const secrets = createSecrets(world.config.appSecrets);
  const links = ids.map((id) =>
    url(`/join/${inviteToken(secrets, { id: id as InvitationId, generation: 1 })}`),
  );
  const choice = await postBy(adam, links.join(' '));
  expect(buttonsOf({ blocks: choice.blocks ?? [] })).toEqual(['Replace 45 links', 'Keep them']);
  expect(linesOf(choice.blocks)[0]).toContain('and 42 more');
  expect(JSON.stringify(choice.blocks)).toContain('"confirm"');
  await world.slack.press({ user: adam, in: choice.id, actionId: 'link_warnings.replace' });
  await answerBecomes(choice.id, 'The 45 links you posted no longer work');
  const replaced = await world.database.query(
    "SELECT id FROM invitations WHERE address LIKE 'many%' AND generation = 2",
  );
  expect(replaced).toHaveLength(45);
});

test('corrects what everybody reads once the links are dead, by whatever way', async () => {
  const [one, two] = [await invite(world, 'c1@example.com'), await invite(world, 'c2@example.com')];
  const seen = byApp().length;
  const text = `${url(one.path)} ${url(one.path)}?utm=x ${url(two.path)}`;
  const message = await world.slack.post({ user: mia, channel: general, text });
  const note = await world.slack.until(() => byApp()[seen], 15_000);
  const under = (link: string) =>
    linesOf(world.slack.unfurls(general, message.ts)[link]?.blocks).join();
  await world.slack.until(() => under(url(two.path)), 15_000);

  // One of the two, from Home.
  const home = await openHome(world, adam, 'c1@');
  const value = menuOf(home, 'c1@')['Replace link…'] ?? '';
  await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: 'home.invitation_menu', value }),
  );
  await world.slack.submit({ user: adam });
  await world.slack.until(() => under(url(one.path)) === 'This link no longer works.', 15_000);
  expect(under(`${url(one.path)}?utm=x`)).toBe('This link no longer works.');
  expect(under(url(two.path))).toContain('personal invite link');
  expect(linesOf(note.blocks).join()).toContain('whoever uses it first');

  // And the other, revoked.
  const entry = menuOf(await openHome(world, adam, 'c2@'), 'c2@')['Revoke…'] ?? '';
  await modalAfter(world, adam, () =>
    world.slack.press({ user: adam, in: 'home', actionId: 'home.invitation_menu', value: entry }),
  );
  await world.slack.submit({ user: adam });
  await world.slack.until(() => byApp()[seen]?.text.includes('no longer work'), 15_000);
  expect(linesOf(byApp()[seen]?.blocks)).toEqual([
    'These links no longer work, so nobody can join with them.',
  ]);
  expect(under(url(two.path))).toBe('This link no longer works.');
});

test('offers it as a direct message where nothing can be shown to one person', async () => {
  const { path } = await invite(world, 'random@example.com');
  const dm = await dmAfter(world, adam, () =>
    world.slack.post({ user: adam, channel: 'C0RANDOM', text: url(path) }),
  );
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toContain('Replace link');
  expect(livelyIn(dm)).toEqual([]);
  const place = { channel: dm.channel, ts: dm.ts };
  await world.slack.press({ user: adam, in: place, actionId: 'link_warnings.replace' });
  const replaced = await world.slack.until(() => {
    const now = world.slack.dms(adam).find(({ ts }) => ts === dm.ts);
    return now?.text.includes('The link you posted no longer works') && now;
  }, 15_000);
  expect(linesOf(replaced.blocks)).toEqual([
    "✅ Done. The link you posted no longer works, and the person it's for gets a new one.",
  ]);
  expect((await world.get(path)).status).toBe(410);
});

test('warns and offers in one place in a private channel that the app is not in', async () => {
  const { path } = await invite(world, 'secret@example.com');
  const seen = world.slack.dms(adam).length;
  await world.slack.post({ user: adam, channel: 'C0SECRET', text: url(path) });
  const dms = await world.slack.until(() => {
    const now = world.slack.dms(adam).slice(seen);
    return now.length === 2 && now;
  }, 15_000);
  expect(linesOf(dms[0]?.blocks).join()).toContain('whoever uses it first');
  expect(buttonsOf({ blocks: dms[1]?.blocks ?? [] })).toContain('Replace link');
});

test('says so when the invitation was accepted or revoked meanwhile', async () => {
  const { path } = await invite(world, 'meanwhile@example.com');
  const choice = await postBy(adam, url(path));
  await world.database.query(
    "UPDATE invitations SET revoked_at = now() WHERE address = 'meanwhile@example.com'",
  );
  await world.slack.press({ user: adam, in: choice.id, actionId: 'link_warnings.replace' });
  await answerBecomes(choice.id, 'has been revoked');
});

test('offers nothing to those who are no admins, and refuses what they forge', async () => {
  const mine = await invite(world, 'mine@example.com');
  const before = world.slack.messages(general).length;
  await world.slack.post({ user: mia, channel: general, text: url(mine.path) });
  await world.slack.until(() => world.slack.messages(general)[before + 1], 15_000);

  const { path } = await invite(world, 'theirs-not@example.com');
  const choice = await postBy(adam, url(path));
  await world.slack.press({ user: adam, in: choice.id, actionId: 'link_warnings.fine' });
  expect(world.slack.ephemerals(mia)).toEqual([]);

  const other = await insertOtherWorkspace(world);
  const again = await postBy(adam, url(path));
  const value = buttonValue({ blocks: again.blocks ?? [] }, 'Replace link');
  await world.slack.press({ user: adam, in: again.id, actionId: 'link_warnings.replace' });
  await answerBecomes(again.id, 'The link you posted no longer works');
  const rows = await world.database.query('SELECT id, generation FROM invitations ORDER BY id');
  await world.database.query(
    `INSERT INTO link_sharings (workspace_id, channel, message_ts, invitation_id, generation, urls, at)
     VALUES ($1, 'C0THEIRS', '1.1', $2, 1, ARRAY['https://x/join/{}'], now())`,
    [other.workspaceId, other.invitationId],
  );
  await forge(world, 'block_actions', { [value]: 'C0THEIRS 1.1' });
  await forge(world, 'block_actions', { [value]: 'nothing' });
  const { path: live } = await invite(world, 'live@example.com');
  await postBy(adam, url(live));
  await forge(world, 'block_actions', { [`"id":"${adam}"`]: `"id":"${mia}"` });
  await postBy(adam, url((await invite(world, 'last@example.com')).path));
  const now = await world.database.query(
    `SELECT id, generation FROM invitations WHERE address NOT IN ('last@example.com', 'live@example.com')
     ORDER BY id`,
  );
  expect(now).toEqual(rows);
  expect((await world.get(live)).status).toBe(200);
  expect(world.logs).toContainEqual(
    expect.objectContaining({ refusal: 'not_an_admin', slackUser: mia }),
  );
});
