import { App } from '@slack/bolt';
import { expect, test } from 'vitest';
import { findListenersByName } from '../../src/platform/slack/listeners.ts';

const identity = { botToken: 'xoxb-1', botId: 'B1', botUserId: 'U0BOT' };

/** An app with what its listeners were told, in the order of its registrations. */
function makeApp() {
  const told: string[] = [];
  const app = new App({
    receiver: { init: () => undefined, start: async () => undefined, stop: async () => undefined },
    authorize: async () => identity,
    convoStore: false,
  });
  const byName = findListenersByName(app);
  const tell = (what: string) => async () => void told.push(what);
  app.command('/invite', tell('command'));
  app.event('app_home_opened', tell('event'));
  app.action('press', tell('action'));
  app.action(/^open_/, tell('action by pattern'));
  app.options('pick', tell('options'));
  app.shortcut('short', tell('shortcut'));
  app.view('form', tell('view'));
  app.use(byName);
  const give = async (body: Record<string, unknown>) => {
    told.length = 0;
    await app.processEvent({
      body: { team: { id: 'T1' }, user: { id: 'U1' }, ...body },
      ack: async () => undefined,
    });
    return told.slice();
  };
  return { app, give };
}

test.each([
  ['command', { command: '/invite', team_id: 'T1', user_id: 'U1' }],
  [
    'event',
    { type: 'event_callback', team_id: 'T1', event: { type: 'app_home_opened', user: 'U1' } },
  ],
  ['action', { type: 'block_actions', actions: [{ type: 'button', action_id: 'press' }] }],
  [
    'action by pattern',
    { type: 'block_actions', actions: [{ type: 'button', action_id: 'open_a' }] },
  ],
  ['options', { type: 'block_suggestion', action_id: 'pick' }],
  ['shortcut', { type: 'shortcut', callback_id: 'short' }],
  ['view', { type: 'view_submission', view: { callback_id: 'form' } }],
])('gives a request to its one listener: %s', async (what, body) => {
  const { give } = makeApp();

  expect(await give(body)).toEqual([what]);
});

test.each([
  [
    'a name of another kind',
    { type: 'block_actions', actions: [{ type: 'button', action_id: 'form' }] },
  ],
  ['a name of every object', { type: 'shortcut', callback_id: 'constructor' }],
  ['no name', { type: 'view_submission', view: {} }],
  ['a closed view', { type: 'view_closed', view: { callback_id: 'form' } }],
])('gives a request to nobody that has %s', async (_what, body) => {
  const { give } = makeApp();

  expect(await give(body)).toEqual([]);
});

test('refuses a second listener of the same name, which would never be told', () => {
  const { app } = makeApp();

  expect(() => app.action('press', async () => undefined)).toThrow(
    'two listeners for action press',
  );
});
