import fc from 'fast-check';
import type { PretendSlack } from 'pretend-slack';
import { linesOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { allRows, deliveriesAtRest, invite, joinAs, wordsOf } from '../support/acts.ts';
import { installIn, seenFrom, startInstallWorld } from '../support/install-acts.ts';
import { openHome, workspaceIdOf } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

/** Two teams; what belongs to the first one is thrown at the second one, signed as Slack would. */
let world: World;
let globex: PretendSlack;
/** Ids of the first team, by what they are of. */
let theirs: string[];
beforeAll(async () => {
  world = await startInstallWorld();
  globex = world.slack.addTeam({ team: { id: 'T0GLOBEX', name: 'Globex', domain: 'globex' } });
  await installIn(world);
  await installIn(world, globex);
  await joinAs(world, 'member@hidden.example', { displayName: 'Hidden Hilda' });
  await invite(world, 'pending@hidden.example');
  await deliveriesAtRest(world);
  await openHome(world);
  await openHome(seenFrom(world, globex));
  const ids = await world.database.query(
    'SELECT id FROM invitations UNION ALL SELECT id FROM members',
  );
  theirs = [...ids.map(({ id }) => String(id)), await workspaceIdOf(world)];
});
afterAll(() => world.stop());

/** Sixty requests, one after the other. */
const timeout = 60_000;

const user = fc.constantFrom('U0ADAM', 'U0OLGA', 'U0MIA');
const which = fc.nat(100);
const plain = (id: string) => id;
/** What can be pressed, and how its value names an id. */
const action = fc.constantFrom<readonly [string, (id: string) => string]>(
  ['home.invitation_act_resend', (id) => `resend:${id}`],
  ['home.invitation_act_extend', (id) => `extend:${id}`],
  ['home.invitation_act_invite_again', (id) => `invite_again:${id}`],
  ['home.invitation_menu', (id) => `change_role:${id}`],
  ['home.invitation_menu', (id) => `change_address:${id}`],
  ['home.invitation_menu', (id) => `replace:${id}:1`],
  ['home.invitation_menu', (id) => `revoke:${id}`],
  ['home.details', (id) => `invitation:${id}`],
  ['home.details', (id) => `member:${id}`],
  ['home.brought_review', (id) => `member:${id}`],
  ['home.brought_details', (id) => `invitation:${id}`],
  ['home.invitation_act_revoke', (id) => `revoke:${id}`],
  ['home.change_role', plain],
  ['home.remove', plain],
  ['invitations.copy_link', plain],
  ['link_warnings.replace', (id) => `${id}:1`],
);
const callback = fc.constantFrom(
  'home.role_modal',
  'home.remove_modal',
  'home.revoke_modal',
  'home.replace_modal',
  'invitations.copy_link_modal',
  'invitations.choose_link_modal',
);

/** Parts of every interaction in the second team, with a trigger and a response URL that work. */
function interaction(who: string): Record<string, unknown> {
  const id = `any-${Math.random()}`;
  globex.state.triggers[id] = { user: who, issuedAt: Number.MAX_SAFE_INTEGER, usedAt: null };
  globex.state.responseUrls[id] = {
    ...{ user: who, channel: 'C0GENERAL', messageTs: null, ephemeralId: null, threadTs: null },
    ...{ uses: 0, issuedAt: Number.MAX_SAFE_INTEGER },
  };
  return {
    team: { id: 'T0GLOBEX', domain: 'globex' },
    user: { id: who, username: who, name: who, team_id: 'T0GLOBEX' },
    api_app_id: 'A0APP',
    is_enterprise_install: false,
    trigger_id: id,
    response_url: globex.apiUrl.replace('/api/', `/response/${id}`),
  };
}

const answers = [
  'views.publish',
  'views.open',
  'views.push',
  'views.update',
  'response_url',
  'chat.postMessage',
];

/** Sends it and waits until the second team sees an answer. */
async function send(payload: object): Promise<void> {
  const count = () => globex.calls.filter(({ method }) => answers.includes(method)).length;
  const before = count();
  const body = new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
  const reply = await globex.sendRaw({ body });
  expect(reply.status).toBe(200);
  if (reply.body === '') await globex.until(() => count() > before, 15_000);
}

/** What the database holds of the first team. */
async function rowsOfTheirs(): Promise<string[]> {
  const workspaceId = await workspaceIdOf(world);
  const rows = await allRows(world);
  return rows.filter((row) => row.includes(workspaceId) || theirs.some((id) => row.includes(id)));
}

/** Throws many things; then nothing of the first team has changed, nor been told. */
async function holds(property: fc.IAsyncProperty<unknown>): Promise<void> {
  const before = await rowsOfTheirs();
  const calls = world.slack.calls.length;
  const home = linesOf(world.slack.home('U0ADAM'));

  await fc.assert(property, { numRuns: 60, seed: 20261122 });

  await deliveriesAtRest(world);
  expect(await rowsOfTheirs()).toEqual(before);
  // Their own open Home may be brought up to date once more after what they did; it says the same.
  const called = world.slack.calls.slice(calls).filter(({ method }) => method !== 'views.publish');
  expect(called).toEqual([]);
  expect(linesOf(world.slack.home('U0ADAM'))).toEqual(home);
  expect(wordsOf(globex.calls)).not.toMatch(/hidden/i);
  const said = new Set(world.logs.map(({ msg }) => msg));
  expect([...said]).toEqual(
    expect.arrayContaining(['act on a member refused', 'act on an invitation refused']),
  );
}

test('pressing buttons with ids of another team does nothing, and tells nothing', {
  timeout,
}, async () => {
  await holds(
    fc.asyncProperty(user, action, which, async (who, [action_id, write], index) => {
      const chosen = write(theirs[index % theirs.length] ?? '');
      const isMenu = action_id === 'home.invitation_menu';
      const view = { id: 'V0', type: 'home', hash: '', private_metadata: '{}', blocks: [] };
      await send({
        ...interaction(who),
        type: 'block_actions',
        ...(action_id.startsWith('home.') && { view: { ...view, state: { values: {} } } }),
        actions: [
          {
            ...{ block_id: 'any', action_id, action_ts: '1' },
            ...(isMenu
              ? { type: 'overflow', selected_option: { value: chosen } }
              : { type: 'button', value: chosen }),
          },
        ],
      });
    }),
  );
});

test('sending dialogs with ids of another team does nothing, and tells nothing', {
  timeout,
}, async () => {
  await holds(
    fc.asyncProperty(user, callback, which, async (who, callback_id, index) => {
      const id = theirs[index % theirs.length] ?? '';
      const option = (chosen: string) => ({
        type: 'static_select',
        selected_option: { value: chosen },
      });
      await send({
        ...interaction(who),
        type: 'view_submission',
        view: {
          ...{ id: 'V0', type: 'modal', hash: '', callback_id, blocks: [] },
          private_metadata: JSON.stringify({ memberId: id, invitationId: id, generation: 1 }),
          state: {
            values: {
              role: { 'home.role': option('admin') },
              choose: { 'invitations.choose_pending': option(id) },
            },
          },
        },
      });
    }),
  );
});
