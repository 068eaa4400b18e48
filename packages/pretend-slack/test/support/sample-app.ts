import type { App, BlockAction } from '@slack/bolt';
import type { HomeView, ModalView } from '@slack/types';
import { readManifest } from '../../src/manifest.ts';
import type { Tour } from '../../src/page/tour.ts';

const plain = (text: string) => ({ type: 'plain_text' as const, text });
export const fruits = ['apple', 'apricot', 'banana'].map((value) => ({
  text: plain(`A fine ${value}`),
  value,
}));

/** What the tiny app declares. */
export const sampleManifest = readManifest(
  `
display_information: { name: Fruit }
features:
  app_home: { home_tab_enabled: true, messages_tab_enabled: true }
  bot_user: { display_name: fruit }
  slash_commands:
    - { command: /invite, description: Opens it, should_escape: true }
    - { command: /import, description: Takes files }
  shortcuts: [{ name: Invite, type: global, callback_id: invite_member }]
  unfurl_domains: [localhost]
oauth_config:
  scopes:
    bot: [commands, 'chat:write', 'links:read', 'links:write', 'users:read', 'files:read']
    bot_optional: ['files:read']
settings:
  event_subscriptions: { bot_events: [app_home_opened, link_shared] }
  interactivity: { is_enabled: true }
`,
  // As if Slack let it have that name.
  { allowedCommands: ['/invite'] },
);

/** Two steps, of which the second needs the first. */
export const sampleTour: Tour = {
  steps: [
    {
      id: 'letter',
      name: 'Get a letter',
      text: 'Send one',
      doneBy: { kind: 'letter-arrived' },
    },
    {
      id: 'home',
      name: 'Look',
      text: 'Open Home',
      doneBy: { kind: 'home-opened' },
      after: ['letter'],
    },
  ],
  end: 'That was all',
};

/** A modal to which one gives files. */
const fileModal: ModalView = {
  type: 'modal',
  callback_id: 'sample',
  title: plain('Import'),
  submit: plain('Send'),
  blocks: [
    {
      type: 'input',
      block_id: 'list',
      label: plain('A list'),
      element: { type: 'file_input', action_id: 'it', filetypes: ['csv', 'txt'], max_files: 2 },
    },
  ],
};

/** A modal with an input of every sort that is typed or chosen, and a button. */
export function sampleModal(more: Partial<ModalView> = {}): ModalView {
  const input = (block_id: string, element: object, optional = true) => ({
    type: 'input' as const,
    block_id,
    label: plain(`Label of ${block_id}`),
    optional,
    element: { action_id: 'it', ...element } as never,
  });
  return {
    type: 'modal',
    callback_id: 'sample',
    title: plain('Sample'),
    submit: plain('Send'),
    blocks: [
      input('email', { type: 'email_text_input' }, false),
      input('role', { type: 'radio_buttons', options: fruits, initial_option: fruits[0] }),
      input('people', { type: 'multi_users_select' }),
      input('fruit', { type: 'external_select', min_query_length: 2 }),
      {
        type: 'actions',
        block_id: 'more',
        elements: [{ type: 'button', action_id: 'more', text: plain('More'), value: 'm' }],
      },
    ],
    ...more,
  };
}

const home: HomeView = {
  type: 'home',
  blocks: [
    {
      type: 'section',
      block_id: 'top',
      text: { type: 'mrkdwn', text: 'Welcome *home*' },
      accessory: {
        type: 'static_select',
        action_id: 'filter',
        options: fruits,
        initial_option: fruits[0] as (typeof fruits)[number],
      },
    },
    {
      type: 'actions',
      block_id: 'row',
      elements: [
        {
          type: 'overflow',
          action_id: 'menu',
          options: [
            { text: plain('Resend'), value: 'resend 1' },
            { text: plain('Revoke'), value: 'revoke 1' },
          ],
        },
      ],
    },
  ],
};

/** What the app was told, newest last. */
export type Told = Record<string, unknown>[];

/** A tiny app that opens the modal, publishes the Home tab, and remembers what it was told. */
export function registerSample(app: App, told: Told, answers: { submit?: object }): void {
  app.command('/invite', async ({ ack, body, client }) => {
    await ack();
    told.push({ command: body.command, text: body.text, channel: body.channel_id });
    if (body.text === 'bad') {
      const view = sampleModal({ title: plain('A title that is far too long for Slack') });
      await client.views.open({ trigger_id: body.trigger_id, view }).catch(() => undefined);
    } else await client.views.open({ trigger_id: body.trigger_id, view: sampleModal() });
  });
  app.command('/import', async ({ ack, body, client }) => {
    await ack();
    await client.views.open({ trigger_id: body.trigger_id, view: fileModal });
  });
  app.shortcut('invite_member', async ({ ack }) => {
    await ack();
    told.push({ shortcut: 'invite_member' });
  });
  app.view('sample', async ({ ack, view }) => {
    told.push({ submitted: view.state.values });
    await (answers.submit ? ack(answers.submit as never) : ack());
  });
  app.action(/.*/, async ({ ack, action, body }) => {
    await ack();
    const { view } = body as BlockAction;
    told.push({ action, values: view?.state.values });
  });
  app.options('it', async ({ ack, payload }) => {
    await ack({ options: fruits.filter((one) => one.value.startsWith(payload.value)) });
  });
  app.event('app_home_opened', async ({ event, client }) => {
    if (event.tab === 'home') await client.views.publish({ user_id: event.user, view: home });
  });
  app.event('link_shared', async ({ event, client }) => {
    const [link] = event.links;
    if (!link) return;
    const text = plain(event.source === 'composer' ? 'Think twice' : 'It works once');
    await client.chat.unfurl({
      unfurl_id: event.unfurl_id ?? '',
      source: event.source as 'composer',
      unfurls: { [link.url]: { blocks: [{ type: 'section', text }] } },
    });
  });
}
