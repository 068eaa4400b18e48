import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { readManifest, startPretendSlack } from 'pretend-slack';
import { personIn } from 'pretend-slack/driver';
import { createGreeter } from './greeter.js';

const secrets = { signingSecret: 'shhh', botToken: 'xoxb-greeter' };
const manifest = readManifest(readFileSync(new URL('manifest.yml', import.meta.url), 'utf8'));
const slack = await startPretendSlack({ ...secrets, manifest });

const app = createGreeter({
  signingSecret: secrets.signingSecret,
  token: secrets.botToken,
  clientOptions: { slackApiUrl: slack.apiUrl },
  logLevel: 'error',
});
const server = await app.start({ port: 0, host: '127.0.0.1' });
slack.connect(`http://127.0.0.1:${server.address().port}`);

const mia = personIn(slack, 'U0MIA');
await mia.types('/greet');
await mia.waitsFor('modal', 'Greet somebody');
await mia.submits({ Name: 'Ana' });
await mia.waitsFor('messages', 'Hello, Ana!');
await mia.opensHome();
assert.deepEqual(mia.reads('home'), ['Greeted so far: Ana']);

// Slack's client says at once what it would not send.
await mia.types('/greet');
await mia.waitsFor('modal', 'Greet somebody');
const { refusedByClient } = await mia.submits({ Name: 'x'.repeat(41) });
assert.deepEqual(refusedByClient, { who: 'Enter no more than 40 characters.' });

// What real Slack would have refused of the app, with the place: nothing.
assert.deepEqual(slack.refusals, []);
await app.stop();
await slack.stop();
console.log('By HTTP: greeted Ana.');
