import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import bolt from '@slack/bolt';
import { readManifest, startPretendSlack } from 'pretend-slack';
import { personIn } from 'pretend-slack/driver';
import { createGreeter } from './greeter.js';

const credentials = { clientId: '1.2', clientSecret: 'hush', appToken: 'xapp-1-greeter' };
const manifest = readManifest(readFileSync(new URL('manifest.yml', import.meta.url), 'utf8'));
const slack = await startPretendSlack({
  signingSecret: 'shhh',
  botToken: 'xoxb-greeter',
  credentials,
  manifest,
});

const clientOptions = { slackApiUrl: slack.apiUrl };
const receiver = new bolt.SocketModeReceiver({
  appToken: credentials.appToken,
  logLevel: 'error',
  installerOptions: { clientOptions },
});
const app = createGreeter({ receiver, token: 'xoxb-greeter', clientOptions, logLevel: 'error' });
await app.start();

const adam = personIn(slack, 'U0ADAM');
await adam.types('/greet');
await adam.waitsFor('modal', 'Greet somebody');
await adam.submits({ Name: 'Bo' });
await adam.waitsFor('messages', 'Hello, Bo!');
await adam.opensHome();
assert.deepEqual(adam.reads('home'), ['Greeted so far: Bo']);

assert.deepEqual(slack.refusals, []);
await app.stop();
await slack.stop();
console.log('By Socket Mode: greeted Bo.');
