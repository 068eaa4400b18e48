import { readdirSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';

// `npm run slack` makes no app twice: not after an answer that never came, nor when it is run twice at once.

const args = ['--url', 'https://invites.acme.com'];

interface Killable {
  kill(signal: NodeJS.Signals): unknown;
}

let place: EmptyPlace;
let env: Record<string, string>;
beforeEach(async () => {
  place = await startEmptyPlace({ ackTimeoutMs: 15_000 });
  env = { SLACK_CONFIG_TOKEN: place.slack.configTokens().token, SMTP_URL: 'none' };
});
afterEach(() => place.leave());

const made = () => place.called('apps.manifest.create');
const standBetween = async (...of: Parameters<EmptyPlace['standBetween']>) => ({
  ...env,
  ...(await place.standBetween(...of)),
});

const mayBe = 'Slack may have made the app all the same: look at https://api.slack.com/apps.';

describe('an app that Slack has made without a word', () => {
  test('is told of, and no second one is made unasked', async () => {
    const cut = await standBetween('apps.manifest.create', async (pass) => {
      await pass();
      return undefined;
    });
    const first = await place.setUp({ args, env: cut });
    expect(first.output).toContain(mayBe);
    expect([first.code, place.text(), made()]).toEqual([1, '', 1]);

    const dry = await place.setUp({ args: [...args, '--dry-run'], env });
    expect(dry.output).toContain('never learnt whether Slack made the app');
    expect(dry.code, dry.output).toBe(0);

    const second = await place.setUp({ args: [...args, '--yes'], env, answers: ['n'] });
    expect(second.output).toContain('never learnt whether Slack made the app');
    expect(second.output).toContain('Make another? [y/N]');
    expect([second.code, place.text(), made()]).toEqual([1, '', 1]);

    const third = await place.setUp({ args, env, answers: ['y'] });
    expect(third.code, third.output).toBe(0);
    expect(made()).toBe(2);
    expect(readdirSync(place.folder)).toEqual(['.env']);
  });

  test('is no question any more once SLACK_APP_ID names it', async () => {
    const cut = await standBetween('apps.manifest.create', async (pass) => {
      await pass();
      return undefined;
    });
    await place.setUp({ args, env: cut });
    const { id } = place.slack.state.app;

    const { output } = await place.setUp({ args, env: { ...env, SLACK_APP_ID: id } });

    expect(output).not.toContain('never learnt');
    expect([place.env().SLACK_APP_ID, made()]).toEqual([id, 1]);
    expect(readdirSync(place.folder)).toEqual(['.env']);
  });

  test.each([
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const)('is told of when %s stops it meanwhile', async (signal, expected) => {
    let stop = () => {};
    const hanging = await standBetween('apps.manifest.create', async (pass) => {
      await pass();
      stop();
      return await new Promise(() => {});
    });
    const onStart = (child: Killable) => {
      stop = () => void child.kill(signal);
    };
    const { code, output } = await place.setUp({ args, env: hanging, onStart });

    expect(output).toContain(`Stopped.\n${mayBe}`);
    expect(code).toBe(expected);
    const second = await place.setUp({ args, env });
    expect(second.output).toContain('Make another? [y/N]');
    expect([second.code, made()]).toEqual([1, 1]);
  });
});

describe('an app that Slack may have made', () => {
  test.each([
    ['a fault of its own', { text: '{"ok":false,"error":"internal_error"}' }],
    ['HTTP 502', { status: 502, text: '<html>Bad Gateway</html>' }],
    ['an empty yes', { text: '{"ok":true}' }],
  ])('is told of when Slack answers %s', async (_what, answer) => {
    const odd = await standBetween('apps.manifest.create', async () => answer);
    const { code, output } = await place.setUp({ args, env: odd });

    expect(output).toContain(mayBe);
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
  });

  test('is named when Slack gives it without its secrets', async () => {
    const bare = await standBetween('apps.manifest.create', async () => ({
      text: '{"ok":true,"app_id":"A0BARE"}',
    }));
    const { code, output } = await place.setUp({ args, env: bare });

    expect(output).toContain('https://api.slack.com/apps/A0BARE/general');
    expect(output).toContain('SLACK_APP_ID=A0BARE');
    expect(code).toBe(1);
    const second = await place.setUp({ args, env });
    expect(second.output).toContain('made the app A0BARE');
    expect([second.code, made()]).toEqual([1, 0]);
  });

  test('is not feared for when Slack says no', async () => {
    place.slack.fail('apps.manifest.create', { error: 'restricted_action' });
    const { code, output } = await place.setUp({ args, env });

    expect(output).not.toContain(mayBe);
    expect([code, readdirSync(place.folder)]).toEqual([1, []]);
  });
});

test('a second run at the same time changes nothing, and says that there is a first', async () => {
  let second: { code: number | null; output: string } | undefined;
  const busy = await standBetween('apps.manifest.create', async (pass) => {
    second = await place.setUp({ args, env });
    return { text: await pass() };
  });
  const first = await place.setUp({ args, env: busy });

  expect(second?.output).toContain(`Another npm run slack is at work on ${place.file}`);
  expect([first.code, second?.code, made()]).toEqual([0, 1, 1]);
  expect(readdirSync(place.folder)).toEqual(['.env']);
});

test('what a run left that was killed stands in nobody’s way', async () => {
  let kill = () => {};
  const killed = await standBetween('apps.manifest.validate', async () => {
    kill();
    return await new Promise(() => {});
  });
  const onStart = (child: Killable) => {
    kill = () => void child.kill('SIGKILL');
  };
  await place.setUp({ args, env: killed, onStart });
  expect(readdirSync(place.folder)).toHaveLength(1);

  const { code, output } = await place.setUp({ args, env });
  expect(code, output).toBe(0);
  expect(readdirSync(place.folder)).toEqual(['.env']);
});
