import { afterEach, expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { invite, openDialog, sendDialog, signUpForm, wordsOf } from '../support/acts.ts';
import { secrets } from '../support/credentials.ts';
import { typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

/** Slack is asked again now and then. */
const patience = { timeout: 30_000 };

let world: World;
afterEach(() => world.stop());

/** What `/readyz` and `/metrics` say of the token. */
async function told(): Promise<{ status: number; token: string; metrics: string[] }> {
  const ready = await world.get('/readyz');
  const { token } = (await ready.json()) as { token: string };
  const figures = await (await world.get('/metrics')).text();
  return {
    status: ready.status,
    token,
    metrics: figures.match(/^slack_token_trouble.*1$/gm) ?? [],
  };
}

/** The direct messages to whoever invited, as they wait. */
function waitingDms() {
  return world.database.query(
    "SELECT attempts FROM deliveries WHERE recipient = 'U0ADAM' AND state IN ('queued', 'retrying')",
    [],
  );
}

function errorsAbout(words: string) {
  return world.logs.filter(({ level, msg }) => level === 50 && String(msg).includes(words));
}

test('says at the start that Slack refuses the bot token, and what to do', async () => {
  world = await startWorld({ SLACK_BOT_TOKEN: 'xoxb-of-another-app' });
  world.expectFaults();
  await expect
    .poll(() => world.logs.map(({ level, error, msg }) => ({ level, error, msg })))
    .toContainEqual({
      level: 50,
      error: 'invalid_auth',
      msg: expect.stringContaining('Slack refuses SLACK_BOT_TOKEN'),
    });
  expect(await told()).toEqual({
    status: 200,
    token: 'refused',
    metrics: ['slack_token_trouble{reason="refused"} 1'],
  });
});

test('says that Slack does not answer, once, and that nothing is known yet', async () => {
  world = await startWorld({ SLACK_API_URL: `http://127.0.0.1:${await freePort()}/api` });
  const isAboutIt = ({ msg }: Record<string, unknown>) =>
    String(msg).includes('Slack does not answer');
  await expect.poll(() => world.logs.filter(isAboutIt), patience).toHaveLength(1);
  expect(world.logs.find(isAboutIt)).toMatchObject({ level: 40, reason: expect.any(String) });
  expect(await told()).toEqual({ status: 200, token: 'unknown', metrics: [] });
});

test('says at the start which scopes the token lacks', async () => {
  world = await startWorld({}, { ...secrets, scopes: ['commands', 'chat:write'] });
  world.expectFaults();
  await expect.poll(() => errorsAbout('lacks scopes')).toHaveLength(1);
  expect(errorsAbout('lacks scopes')[0]).toMatchObject({
    scopes: expect.stringContaining('users:read.email'),
  });
  expect((await told()).token).toBe('lacks_scopes');
});

test('a token that Slack takes no more is told to everybody, and what waits goes once it is mended', async () => {
  world = await startWorld();
  world.expectFaults();
  const [ana, bea] = [
    await invite(world, 'ana@example.com'),
    await invite(world, 'bea@example.com'),
  ];
  await openDialog(world);
  expect((await told()).token).toBe('ok');

  world.slack.fail('*', { error: 'token_revoked', times: 1000 });
  const answer = await sendDialog(world, 'U0ADAM', { email: 'pia@people.example' });
  expect(answer.body).toContain('tell whoever runs it: it has to be installed again');
  // What shows a link asks Slack anew, too.
  expect(wordsOf(await typeCommand(world, 'links'))).toContain('it has to be installed again');
  const refused = [expect.stringContaining('refused')];
  await expect
    .poll(told, patience)
    .toMatchObject({ status: 200, token: 'refused', metrics: refused });
  expect(errorsAbout('Slack refuses SLACK_BOT_TOKEN')).toHaveLength(1);

  // People go on joining; who invited them is written to later.
  for (const { path } of [ana, bea])
    expect((await world.post(path, signUpForm())).status).toBe(303);
  expect(await waitingDms()).toEqual([{ attempts: 0 }, { attempts: 0 }]);

  world.slack.heal();
  await expect.poll(() => world.slack.dms('U0ADAM').length, patience).toBe(2);
  expect((await told()).token).toBe('ok');
});

test('a permission that is missing is told to whoever misses it', async () => {
  world = await startWorld();
  world.expectFaults();
  world.slack.fail('views.open', { error: 'missing_scope', times: 3 });
  expect(wordsOf(await typeCommand(world, ''))).toContain('a permission is missing');
});
