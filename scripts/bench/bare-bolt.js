import { createServer } from 'node:http';
import { App, HTTPReceiver } from '@slack/bolt';
import { portOf } from '../free-port.js';

/** @import { ModalView } from '@slack/types' */

// The least that can answer /invite: Bolt, an acknowledgement, views.open. What the app adds is what it
// takes longer than this. VIEW is the dialog, as JSON. Prints its port.
const {
  SLACK_SIGNING_SECRET: signingSecret = '',
  SLACK_BOT_TOKEN: botToken = '',
  SLACK_API_URL: slackApiUrl = '',
  VIEW = '{}',
} = process.env;
const receiver = new HTTPReceiver({ signingSecret });
const app = new App({
  receiver,
  authorize: async () => ({ botToken, botId: 'B', botUserId: 'U' }),
  clientOptions: { slackApiUrl },
});
/** @type {ModalView} */
const view = JSON.parse(VIEW);
app.command('/invite', async ({ ack, client, command }) => {
  await ack();
  await client.views.open({ trigger_id: command.trigger_id, view });
});
app.view('form', async ({ ack }) => await ack());
const server = createServer(receiver.requestListener);
server.listen(0, '127.0.0.1', () => console.log(`port ${portOf(server.address())}`));
