import { createServer } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import { portOf } from '../free-port.js';

/** @import { ModalView } from '@slack/types' */

// The least that can answer /invite: Bolt, an acknowledgement, views.open. What the app adds is what it
// takes longer than this. Prints its port.
const {
  SLACK_SIGNING_SECRET: signingSecret = '',
  SLACK_BOT_TOKEN: botToken = '',
  SLACK_API_URL: slackApiUrl = '',
} = process.env;
const receiver = new HTTPReceiver({ signingSecret });
const app = new App({
  receiver,
  authorize: async () => ({ botToken, botId: 'B', botUserId: 'U' }),
  clientOptions: { slackApiUrl },
});
/** @type {ModalView} */
const view = {
  type: 'modal',
  callback_id: 'form',
  title: { type: 'plain_text', text: 'Invite member' },
  submit: { type: 'plain_text', text: 'Send invite' },
  blocks: [
    {
      type: 'input',
      block_id: 'email_1',
      label: { type: 'plain_text', text: 'Email address' },
      element: { type: 'email_text_input', action_id: 'email' },
    },
  ],
};
app.command('/invite', async ({ ack, client, command }) => {
  await ack();
  await client.views.open({ trigger_id: command.trigger_id, view });
});
app.view('form', async ({ ack }) => await ack());
const server = createServer(receiver.requestListener);
server.listen(0, '127.0.0.1', () => console.log(`port ${portOf(server.address())}`));
