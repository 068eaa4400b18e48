import { App, SocketModeReceiver } from '@slack/bolt';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { WebSocket } from 'ws';
import { type PretendSlack, startPretendSlack } from '../../src/slack/pretend-slack.ts';
import { actions, button } from '../support/block-kit-samples.ts';
import { silent } from '../support/bolt-team.ts';

const credentials = { clientId: '1.2', clientSecret: 'hush', appToken: 'xapp-1' };

let slack: PretendSlack;
let app: App;
let told: unknown[];

beforeEach(async () => {
  told = [];
  const options = { signingSecret: 'shhh', botToken: 'xoxb-1', credentials, ackTimeoutMs: 20_000 };
  slack = await startPretendSlack(options);
  const clientOptions = { slackApiUrl: slack.apiUrl, retryConfig: { retries: 0 }, logger: silent };
  const receiver = new SocketModeReceiver({
    appToken: credentials.appToken,
    logger: silent,
    installerOptions: { clientOptions },
  });
  app = new App({ receiver, token: 'xoxb-1', logger: silent, clientOptions });
  app.command('/hello', async ({ ack, command }) => {
    told.push(command.text);
    await ack(`Hello ${command.user_name}`);
  });
  app.action('go', async ({ ack, body }) => {
    told.push(body.type);
    await ack();
  });
  app.event('app_home_opened', async ({ event }) => {
    told.push(event.type);
  });
  await app.start();
  await expect.poll(() => slack.sockets.connections()).toBe(1);
});
afterEach(async () => {
  await app.stop();
  await slack.stop();
});

/** An address to connect to, as an app gets it. */
async function ticket(): Promise<string> {
  const answer = await fetch(`${slack.apiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${credentials.appToken}` },
  });
  return ((await answer.json()) as { url: string }).url;
}

it('brings commands, presses and events, and takes the answers', async () => {
  const { status } = await slack.command({ user: 'U0MIA', command: '/hello', text: 'there' });
  expect(status).toBe(200);
  expect(slack.ephemerals('U0MIA')).toMatchObject([{ text: 'Hello mia' }]);
  const blocks = [actions(button({ action_id: 'go' }))] as never;
  await app.client.chat.postMessage({ channel: 'C0GENERAL', text: 'x', blocks });
  await slack.press({ user: 'U0MIA', actionId: 'go' });
  await slack.openHome('U0MIA');
  await expect.poll(() => told).toEqual(['there', 'block_actions', 'app_home_opened']);
});

it('goes on in a new connection when Slack asks for one, and waits for it', async () => {
  slack.sockets.disconnect('politely');
  const sent = slack.command({ user: 'U0MIA', command: '/hello', text: 'again' });
  expect((await sent).status).toBe(200);
  expect(told).toEqual(['again']);
});

it('lets nobody in without a ticket, or twice with the same', async () => {
  const url = await ticket();
  const first = new WebSocket(url);
  await new Promise((resolve) => first.once('message', resolve));
  const second = new WebSocket(url);
  const refused = await new Promise<Error>((resolve) => second.once('error', resolve));
  expect(refused.message).toContain('403');
  first.terminate();
});

it('closes on an app that sends no JSON', async () => {
  const socket = new WebSocket(await ticket());
  await new Promise((resolve) => socket.once('message', resolve));
  socket.send('{ half');
  const code = await new Promise((resolve) => socket.once('close', resolve));
  expect(code).toBe(1007);
});

it('sends an app away at once while Socket Mode is off for it', async () => {
  slack.sockets.closesAtOnce = 'link_disabled';
  const socket = new WebSocket(await ticket());
  const heard: string[] = [];
  socket.on('message', (data) => heard.push((JSON.parse(String(data)) as { type: string }).type));
  await expect.poll(() => heard).toEqual(['hello', 'disconnect']);
  expect(slack.sockets.connections()).toBe(1);
  socket.terminate();
});
