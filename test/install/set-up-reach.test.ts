import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { freePort, portOf } from '../../scripts/free-port.js';
import { killAll, runScript } from '../support/app-process.ts';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';

// What `npm run slack` says of the address when Slack got no answer there.

let place: EmptyPlace;
let token: string;
beforeEach(async () => {
  place = await startEmptyPlace({ ackTimeoutMs: 15_000 });
  token = place.slack.configTokens().token;
  const made = await place.setUp({
    args: ['--url', 'https://invites.acme.com'],
    env: { SLACK_CONFIG_TOKEN: token, SMTP_URL: 'none' },
  });
  expect(made.code, made.output).toBe(0);
});
afterEach(async () => {
  killAll();
  await place.leave();
});

test.each([
  [401, 'HTTP 401): something in front asks for a name and password'],
  [302, 'HTTP 302): it leads elsewhere'],
  [403, 'HTTP 403): something in front turns programs away, perhaps with a captcha'],
  [502, "HTTP 502): the app isn't running, or not at the port"],
])('hears what stands in front of it and answers %s', async (status, words) => {
  const front = createServer((_request, response) =>
    response.writeHead(status, { Location: '/elsewhere' }).end('<title>Please wait</title>'),
  );
  await new Promise<void>((resolve) => front.listen(0, '127.0.0.1', resolve));
  const local = `http://127.0.0.1:${portOf(front.address())}`;
  place.slack.connect(local);

  const { output } = await place.setUp({ args: ['--url', local, '--yes'], answers: [token] });

  expect(output).toContain(words);
  front.close();
});

test('hears that its secret is of another app, which its own requests do not show', async () => {
  const port = await freePort();
  const url = `http://127.0.0.1:${port}`;
  const SLACK_SIGNING_SECRET = '9f86d081884c7d659a2feaa0c55ad015';
  const app = runScript('dist/main.js', {
    ...place.env(),
    SLACK_SIGNING_SECRET,
    SLACK_API_URL: place.slack.apiUrl,
    PUBLIC_URL: url,
    DATA_DIR: join(place.folder, 'data'),
    PORT: String(port),
  });
  await app.logged('listening');
  place.slack.connect(url);

  const { output } = await place.setUp({
    args: ['--url', url, '--yes'],
    answers: [token],
    env: { SLACK_SIGNING_SECRET },
  });

  expect(output).toContain('refuses what Slack sends: SLACK_SIGNING_SECRET is of another app');
  const state = await (await fetch(`${url}/readyz`)).json();
  expect(state).toMatchObject({ signature: 'wrong' });
});
