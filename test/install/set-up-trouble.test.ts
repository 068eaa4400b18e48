import { mkdirSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { SMTPServer } from 'smtp-server';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { portOf } from '../../scripts/free-port.js';
import { type EmptyPlace, startEmptyPlace } from '../support/set-up.ts';

// `npm run slack` on a bad day: Slack answers oddly, or the disk is full.

const args = ['--url', 'https://invites.acme.com'];

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

describe('a configuration token', () => {
  test('that is refused though it is fresh is not exchanged for ever', async () => {
    const { refreshToken } = place.slack.configTokens();
    writeFileSync(place.file, `SLACK_CONFIG_REFRESH_TOKEN=${refreshToken}\nSMTP_URL=none\n`, {
      mode: 0o600,
    });
    place.slack.fail('apps.manifest.validate', { error: 'invalid_auth', times: 9 });
    const { code, output } = await place.setUp({ args });

    expect(output).toContain("Slack doesn't know this token.");
    expect(output).toContain('Configuration token (not shown): ');
    expect([code, place.called('tooling.tokens.rotate')]).toEqual([1, 1]);
    expect(place.env().SLACK_CONFIG_REFRESH_TOKEN).not.toBe(refreshToken);
  });

  test('that can’t be kept is not exchanged', async () => {
    const { refreshToken } = place.slack.configTokens();
    const padding = '#'.repeat(4000);
    writeFileSync(place.file, `SLACK_CONFIG_REFRESH_TOKEN=${refreshToken}\n${padding}\n`, {
      mode: 0o600,
    });
    const { code, output } = await place.setUp({ args, blocks: 4 });

    expect(output).toContain(`${place.file} can't be written (EFBIG`);
    expect([code, place.called('tooling.tokens.rotate')]).toEqual([1, 0]);
  });

  test('that can’t be kept after all is told of, and not shown to a pipe', async () => {
    const { refreshToken } = place.slack.configTokens();
    writeFileSync(place.file, `SLACK_CONFIG_REFRESH_TOKEN=${refreshToken}\n`, { mode: 0o600 });
    const late = await standBetween('tooling.tokens.rotate', async (pass) => {
      const text = await pass();
      makeUnwritable();
      return { text };
    });
    const { code, output } = await place.setUp({
      args,
      env: { SLACK_API_URL: late.SLACK_API_URL },
    });

    expect(output).toContain(`${place.file} could not be written (`);
    expect(output).toContain('generate another at https://api.slack.com/apps');
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
  });
});

/** Nothing can take a folder's place, not even for root. */
function makeUnwritable(): void {
  rmSync(place.file, { force: true });
  mkdirSync(place.file);
}

describe('a full disk', () => {
  test('is found before Slack makes an app', async () => {
    const { code, output } = await place.setUp({ args, env, blocks: 4 });

    expect(output).toContain(`${place.file} can't be written (EFBIG`);
    expect([code, made(), readdirSync(place.folder)]).toEqual([1, 0, []]);
  });

  test('that is noticed only afterwards leaves no app unnamed', async () => {
    const late = await standBetween('apps.manifest.create', async (pass) => {
      const text = await pass();
      makeUnwritable();
      return { text };
    });
    const { code, output } = await place.setUp({ args, env: late });

    expect(output).toContain('.env is a folder');
    expect(output).toContain(`set SLACK_APP_ID=${place.slack.state.app.id}`);
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
    rmSync(place.file, { recursive: true });
    const second = await place.setUp({ args, env });
    expect(second.output).toContain(`made the app ${place.slack.state.app.id}`);
    expect([second.code, made()]).toEqual([1, 1]);
  });

  test('is found before Slack changes an app', async () => {
    await place.setUp({ args, env });
    const { code, output } = await place.setUp({ args, env, blocks: 4 });

    expect(output).toContain(`${place.file} can't be written (EFBIG`);
    expect([code, place.called('apps.manifest.update')]).toEqual([1, 0]);
  });

  test('that is noticed only afterwards leaves it known that Slack has changed it', async () => {
    await place.setUp({ args, env });
    const { id } = place.slack.state.app;
    const late = await standBetween('apps.manifest.update', async () => {
      rmSync(place.folder, { recursive: true });
      return { text: JSON.stringify({ ok: true, app_id: id }) };
    });
    // Another address, so that there is something to write.
    const elsewhere = ['--url', 'https://new.acme.com', '--yes'];
    const { code, output } = await place.setUp({ args: elsewhere, env: late });
    mkdirSync(place.folder);

    expect(output).toContain(`${place.file} could not be written (`);
    expect(output).toContain(`Slack has brought the app ${id} up to date all the same`);
    expect(code).toBe(1);
  });
});

test('a full disk that is noticed only after the mail server leaves the app known', async () => {
  const server = new SMTPServer({
    logger: false,
    authOptional: true,
    disabledCommands: ['STARTTLS'],
    onConnect: (_session, callback) => {
      rmSync(place.folder, { recursive: true, force: true });
      callback();
    },
  });
  const listening = server.listen(0, '127.0.0.1');
  await new Promise((resolve) => listening.once('listening', resolve));
  const SMTP_URL = `smtp://127.0.0.1:${portOf(listening.address())}`;
  const mail = { SMTP_URL, MAIL_FROM: 'invites@acme.com' };
  const { code, output } = await place.setUp({ args, env: { ...env, ...mail } });
  mkdirSync(place.folder);
  await new Promise<void>((resolve) => server.close(resolve));

  expect(output).toContain(`${place.file} could not be written (ENOENT`);
  expect(output).toContain(`The Slack app ${place.slack.state.app.id} is made`);
  expect(output).not.toMatch(/^ {4}at /m);
  expect(code).toBe(1);
});

describe('what Slack never says', () => {
  test.each([
    [500, 'Internal Server Error'],
    [503, '<html>Sorry</html>'],
    [200, '<html>Sign in to the Wi-Fi</html>'],
    [200, 'null'],
    [200, '{"fine":true}'],
  ])('is shown by its status: HTTP %i with %j', async (status, text) => {
    const odd = await standBetween('apps.manifest.validate', async () => ({ status, text }));
    const { code, output } = await place.setUp({ args, env: odd });

    expect(output).toContain(`answers HTTP ${status}, and not as Slack does`);
    expect(output).not.toContain('Error)');
    expect(code).toBe(1);
  });

  test.each([
    ['apps.manifest.export', { SLACK_APP_ID: 'A1' }],
    ['tooling.tokens.rotate', { SLACK_CONFIG_TOKEN: '', SLACK_CONFIG_REFRESH_TOKEN: 'xoxe-1-a' }],
  ])('in a yes of %s is told in words', async (method, more) => {
    const odd = await standBetween(method, async () => ({ text: '{"ok":true}' }));
    const { code, output } = await place.setUp({ args, env: { ...odd, ...more } });

    expect(output).toContain(`Slack's answer to ${method} lacks what belongs in it`);
    expect(output).not.toMatch(/^ {4}at /m);
    expect(code).toBe(1);
  });
});
