import type { App } from '@slack/bolt';
import { afterEach, describe, expect, it } from 'vitest';
import { personIn } from '../../src/driver/person.ts';
import { defaultChannels } from '../../src/slack/cast.ts';
import { inputOf, modalOf } from '../support/block-kit-samples.ts';
import { type BoltTeam, startBoltTeam } from '../support/bolt-team.ts';

const channels = [
  ...defaultChannels,
  { id: 'C0PARTNER', name: 'partner', isExtShared: true },
  { id: 'C0OTHERS', name: 'others', isPrivate: true, members: ['U0OLGA'] },
  { id: 'D0MIAADAM', name: 'directmessage', isPrivate: true, members: ['U0MIA', 'U0ADAM'] },
];

let team: BoltTeam;
let held: unknown[];
afterEach(() => team.stop());

/** A modal with one element is open, by a command that Mia typed in #random or somewhere else. */
async function open(element: Record<string, unknown>, channel = 'C0RANDOM'): Promise<void> {
  held = [];
  const one = { action_id: 'who', ...element };
  const view = modalOf([inputOf(one, { block_id: 'who' })], { callback_id: 'form' }) as never;
  const register = (app: App) => {
    app.command('/open', async ({ ack, body, client }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view });
    });
    app.view('form', async ({ ack, view: { state } }) => {
      held.push(state.values.who?.who);
      await ack();
    });
  };
  team = await startBoltTeam(register, { channels });
  await team.slack.command({ user: 'U0MIA', command: '/open', channel });
  await team.settled();
}

const submit = (who: unknown) => team.slack.submit({ user: 'U0MIA', values: { who } });
const initial = () => team.slack.modal('U0MIA')?.state.who?.who;

describe('a select of several conversations', () => {
  const type = 'multi_conversations_select';

  it('holds channels, and people by their direct messages or else themselves', async () => {
    await open({ type });
    await submit(['C0GENERAL', 'C0SECRET', 'U0ADAM', 'U0OLGA']);
    expect(held).toEqual([
      { type, selected_conversations: ['C0GENERAL', 'C0SECRET', 'D0MIAADAM', 'U0OLGA'] },
    ]);
  });

  it('is filled in by the names that people read', async () => {
    await open({ type });
    await personIn(team.slack, 'U0MIA').submits({ Label: ['#general', 'Adam Admin'] });
    expect(held).toEqual([{ type, selected_conversations: ['C0GENERAL', 'D0MIAADAM'] }]);
  });

  it('takes no more than it says', async () => {
    await open({ type, max_selected_items: 1 });
    const { refusedByClient } = await submit(['C0GENERAL', 'C0RANDOM']);
    expect(refusedByClient).toEqual({ who: 'Choose no more than 1.' });
  });

  it.each([
    ['what the person doesn’t see', {}, 'C0OTHERS'],
    ['what isn’t there', {}, 'C0NOWHERE'],
    ['other kinds than it includes', { filter: { include: ['public'] } }, 'C0SECRET'],
    ['people where it includes channels only', { filter: { include: ['private'] } }, 'U0OLGA'],
    [
      'shared channels where it excludes them',
      { filter: { exclude_external_shared_channels: true } },
      'C0PARTNER',
    ],
    ['bots where it excludes them', { filter: { exclude_bot_users: true } }, 'U0APP'],
  ])('doesn’t offer %s', async (_what, more, id) => {
    await open({ type, ...more });
    await expect(submit([id])).rejects.toThrow(`There is no ${id} to choose`);
  });

  it('begins with the current conversation, whatever else it says', async () => {
    const initial_conversations = ['C0GENERAL'];
    await open({ type, initial_conversations, default_to_current_conversation: true });
    expect(initial()).toEqual({ type, selected_conversations: ['C0RANDOM'] });
  });

  it('doesn’t begin with a conversation that its filter leaves out', async () => {
    const filter = { include: ['private'] };
    await open({ type, filter, default_to_current_conversation: true });
    expect(initial()).toEqual({ type, selected_conversations: [] });
  });
});

describe('a select of one conversation', () => {
  const type = 'conversations_select';

  it('begins with the current one, unless it says another', async () => {
    await open({ type, default_to_current_conversation: true }, 'C0SECRET');
    expect(initial()).toEqual({ type, selected_conversation: 'C0SECRET' });
    await team.stop();
    const initial_conversation = 'C0GENERAL';
    await open({ type, initial_conversation, default_to_current_conversation: true });
    expect(initial()).toEqual({ type, selected_conversation: 'C0GENERAL' });
  });

  it('holds the bot’s direct messages', async () => {
    await open({ type });
    await team.slack.openHome('U0MIA');
    await submit('U0APP');
    expect(held).toEqual([{ type, selected_conversation: expect.stringMatching(/^D/) }]);
  });
});

it('a select of channels offers public ones', async () => {
  await open({ type: 'channels_select' });
  await expect(submit('C0SECRET')).rejects.toThrow('There is no C0SECRET to choose');
});
