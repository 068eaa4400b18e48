import { expect, test } from 'vitest';
import { openDialog, sendDialog } from '../support/acts.ts';
import { ways, worldsOfBothWays } from '../support/both-ways.ts';
import { lastSent, sendPayload } from '../support/sent-payloads.ts';
import { openHome, pressHome } from '../support/slack-acts.ts';
import type { World } from '../support/world.ts';

// Screens of another version of the app stay open in Slack, and its manifest may be of another one, too. What this
// version doesn't know is answered at once, by HTTP and by Socket Mode.

type Json = Record<string, unknown>;

const adam = 'U0ADAM';
const worldOf = worldsOfBothWays(async (world) => {
  await openHome(world);
  await pressHome(world, adam, 'home.tab_members', { words: 'Find a ' });
  await openDialog(world);
  await sendDialog(world, adam, { email: 'ana@example.com' });
});

/** Sends it, and gives the answer with what the log says of it. */
async function answerTo(world: World, type: 'interactive' | 'slash_commands', payload: Json) {
  const start = world.logs.length;
  const { status, body } = await sendPayload(world, type, payload);
  const said = world.logs.slice(start).filter(({ level }) => Number(level) >= 40);
  expect(JSON.stringify(said)).not.toContain('sesame');
  return { status, body, said };
}

function inFormOf(world: World, kind: string, more: Json): Json {
  return { ...structuredClone(lastSent<Json>(world, kind)), trigger_id: '1.2.x', ...more };
}

const warned = (kind: string, unknown: string) => [
  expect.objectContaining({ level: 40, kind, unknown }),
];

test.each(ways)('%s: a button or menu that is not known is taken at once', async (way) => {
  const world = worldOf(way);
  for (const action of [
    { type: 'button', value: 'x' },
    { type: 'overflow', selected_option: { value: 'x' } },
  ]) {
    const actions = [{ action_id: 'home.sesame', block_id: 'x', action_ts: '1.2', ...action }];
    const press = inFormOf(world, 'block_actions', { actions });
    expect(await answerTo(world, 'interactive', press)).toEqual({
      status: 200,
      body: '',
      said: warned('block_actions', 'action_id'),
    });
  }
});

const asked = [
  ['shortcut', 'callback_id', { callback_id: 'sesame', trigger_id: '1.2.x' }, ''],
  [
    'block_suggestion',
    'action_id',
    { action_id: 'sesame', block_id: 'x', value: 'x' },
    '{"options":[]}',
  ],
] as const;

test.each(ways.flatMap((way) => asked.map((each) => [way, ...each] as const)))(
  '%s: a %s that is not known is answered at once',
  async (way, type, unknown, named, body) => {
    const world = worldOf(way);
    const { user, team } = lastSent<Json>(world, 'block_actions');
    expect(await answerTo(world, 'interactive', { type, user, team, ...named })).toEqual({
      status: 200,
      body,
      said: warned(type, unknown),
    });
  },
);

const words = 'This is from an older version of the app. Close it and open it again.';

test.each(ways)('%s: a dialog that is not known says so at its first field', async (way) => {
  const world = worldOf(way);
  const { view } = lastSent<{ view: Json }>(world, 'view_submission');
  const fields = [{ type: 'section' }, { type: 'input', block_id: 'of_old' }];
  const old = { ...view, callback_id: 'sesame', blocks: fields };
  const sent = inFormOf(world, 'view_submission', { view: old });
  const { status, body, said } = await answerTo(world, 'interactive', sent);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({ response_action: 'errors', errors: { of_old: words } });
  expect(said).toEqual(warned('view_submission', 'callback_id'));
});

test.each(ways)(
  '%s: a question that is not known, which has no field, says so instead',
  async (way) => {
    const world = worldOf(way);
    const { view } = lastSent<{ view: Json }>(world, 'view_submission');
    for (const blocks of [[{ type: 'section' }], undefined]) {
      const old = { ...view, callback_id: 'sesame', blocks };
      const sent = inFormOf(world, 'view_submission', { view: old });
      const { body, said } = await answerTo(world, 'interactive', sent);
      expect(JSON.parse(body)).toMatchObject({
        response_action: 'update',
        view: { type: 'modal' },
      });
      expect(body).toContain(words);
      expect(said).toEqual(warned('view_submission', 'callback_id'));
    }
  },
);

test.each(ways)('%s: a command that is not known is answered in words', async (way) => {
  const world = worldOf(way);
  const payload = {
    command: '/sesame',
    team_id: 'T0SANDBOX',
    user_id: adam,
    trigger_id: '1.2.x',
    response_url: world.url,
  };
  const { status, body, said } = await answerTo(world, 'slash_commands', payload);
  expect(status).toBe(200);
  expect(JSON.parse(body)).toEqual({
    response_type: 'ephemeral',
    text: expect.stringContaining("doesn't know that command"),
  });
  expect(said).toEqual(warned('command', 'command'));
});
