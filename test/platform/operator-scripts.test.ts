import { existsSync } from 'node:fs';
import { chown, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { fieldOf } from 'pretend-slack/driver';
import { type Mailbox, startMailbox } from 'pretend-slack/mailbox';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type RunningApp, startApp } from '../../src/app.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { linkIn } from '../support/acts.ts';
import { runOperatorScript } from '../support/scripts.ts';
import { root } from '../support/source-files.ts';
import { testConfig } from '../support/world.ts';

// The scripts for operators on an embedded database in a folder, which the app and they have in turn.

let folder: string;
let slack: PretendSlack;
let mailbox: Mailbox;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-operator-'));
  const secrets = {
    signingSecret: '0f1e2d3c4b5a69780f1e2d3c4b5a6978',
    botToken: 'xoxb-test-token',
  };
  slack = await startPretendSlack({ ...secrets, ackTimeoutMs: 15_000 });
  mailbox = await startMailbox();
  expect(existsSync(join(root, 'dist', 'main.js')), 'not built: npm run build').toBe(true);
});
afterAll(async () => {
  await Promise.all([slack.stop(), mailbox.stop()]);
  await rm(folder, { recursive: true });
});

async function appOn(dataDir: string): Promise<RunningApp & { url: string }> {
  const config = testConfig({
    DATA_DIR: dataDir,
    SLACK_API_URL: slack.apiUrl,
    SMTP_URL: mailbox.smtpUrl,
  });
  const app = await startApp(config, { log: createLogger({ level: 'silent' }), host: '127.0.0.1' });
  const url = `http://127.0.0.1:${app.port}`;
  slack.connect(url);
  return { ...app, url };
}

async function invite(email: string): Promise<void> {
  await slack.command({ user: 'U0ADAM', command: '/invite' });
  const modal = await slack.until(() => slack.modal('U0ADAM'), 15_000);
  await slack.submit({ user: 'U0ADAM', values: { [fieldOf(modal, 'Email address')]: email } });
  await slack.close({ user: 'U0ADAM', all: true });
}

async function letterTo(address: string): Promise<string> {
  return await new Promise((resolve) => {
    const look = (): void => {
      const letter = mailbox.letters.find(({ to }) => to === address);
      if (letter) resolve(letter.parsed.text ?? '');
    };
    mailbox.onLetter(look);
    look();
  });
}

test('an operator looks after deliveries and backups of an embedded database', async () => {
  const [data, other] = [join(folder, 'data'), join(folder, 'other')];
  const env = { DATA_DIR: data };
  const file = join(folder, 'backup.tar.gz');
  const app = await appOn(data);
  await invite('ana@example.com');
  const { path } = linkIn(await letterTo('ana@example.com'));
  mailbox.refuseWith('550 no such person');
  await invite('bo@example.com');
  await slack.until(() => slack.dms('U0ADAM').length > 0, 15_000);
  mailbox.refuseWith(undefined);

  // While the app has the folder, nobody else may touch it.
  for (const [script, ...args] of [
    ['deliveries.js'],
    ['tool-keys.js', '--replace'],
    ['db-backup.js', file],
    ['db-restore.js', file, '--force'],
  ] as const) {
    if (script === 'db-restore.js') await writeFile(file, 'anything');
    const refused = await runOperatorScript(script, args, env);
    expect(refused.output).toContain('in use by another running copy of this app');
    expect(refused.code).toBe(1);
  }
  await rm(file);
  expect((await fetch(`${app.url}/readyz`)).status).toBe(200);
  await app.stop();

  const listed = await runOperatorScript('deliveries.js', [], env);
  expect(listed.output).toContain('email to bo@example.com');
  expect(listed.output).toContain('550 no such person');
  const backedUp = await runOperatorScript('db-backup.js', [file], env);
  expect(backedUp, backedUp.output).toMatchObject({ code: 0 });
  expect((await stat(file)).mode & 0o777).toBe(0o600);

  // The same people, links and failures are there in another folder, and it is sent again from there.
  const restored = await runOperatorScript('db-restore.js', [file], { DATA_DIR: other });
  expect(restored, restored.output).toMatchObject({ code: 0 });
  const retried = await runOperatorScript('deliveries.js', ['--retry-failed'], { DATA_DIR: other });
  expect(retried.output).toBe('1 delivery is tried again.\n');
  const again = await appOn(other);
  await letterTo('bo@example.com');
  expect((await fetch(again.url + path)).status).toBe(200);
  await again.stop();
}, 300_000);

test('a restore destroys nothing by accident', async () => {
  const env = { DATA_DIR: join(folder, 'other') };
  const file = join(folder, 'backup.tar.gz');
  const refused = await runOperatorScript('db-restore.js', [file], env);
  expect(refused).toMatchObject({ code: 1 });
  expect(refused.output).toContain('--force');

  const garbage = join(folder, 'garbage.tar.gz');
  await writeFile(garbage, 'not a backup');
  const failed = await runOperatorScript('db-restore.js', [garbage, '--force'], env);
  expect(failed).toMatchObject({ code: 1 });
  expect(failed.output).toContain("is not a backup of this app's database");
  expect(await readdir(env.DATA_DIR)).toEqual(['db']);

  // Cut off on its way, as by a full disk.
  const whole = await readFile(file);
  await writeFile(garbage, whole.subarray(0, whole.length / 2));
  const cut = await runOperatorScript('db-restore.js', [garbage, '--force'], env);
  expect(cut).toMatchObject({ code: 1 });
  expect(cut.output).toBe(
    `${garbage} is not a backup of this app's database, or not a whole one.\n`,
  );
  expect(await readdir(env.DATA_DIR)).toEqual(['db']);
  expect((await runOperatorScript('deliveries.js', [], env)).output).not.toContain(
    'bo@example.com',
  );

  // What root does in the folder of the account that runs the app belongs to that account.
  const isRoot = process.getuid?.() === 0;
  if (isRoot) await chown(env.DATA_DIR, 65_534, 65_534);
  const forced = await runOperatorScript('db-restore.js', [file, '--force'], env);
  expect(forced, forced.output).toMatchObject({ code: 0 });
  expect((await runOperatorScript('deliveries.js', [], env)).output).toContain('bo@example.com');
  const paths = await readdir(env.DATA_DIR, { recursive: true });
  expect(paths.length).toBeGreaterThan(500);
  const owners = await Promise.all(paths.map((path) => stat(join(env.DATA_DIR, path))));
  expect(new Set(owners.map(({ uid }) => uid))).toEqual(
    new Set([isRoot ? 65_534 : process.getuid?.()]),
  );
}, 300_000);

test.each([
  ['deliveries.js', []],
  ['db-backup.js', ['none.tar.gz']],
])('%s makes no database where there is none', async (script, args) => {
  const env = { DATA_DIR: join(folder, 'nowhere') };
  const refused = await runOperatorScript(script, args, env);
  expect(refused.output).toContain('Set DATABASE_URL or DATA_DIR as for the app');
  expect(refused.code).toBe(1);
  expect(existsSync(env.DATA_DIR)).toBe(false);
});

test.each([
  ['db-backup.js', 'pg_dump'],
  ['db-restore.js', 'pg_restore'],
])('%s names what to use for PostgreSQL', async (script, tool) => {
  const env = { DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none' };
  const refused = await runOperatorScript(script, ['x.dump'], env);
  expect(refused.output).toContain(tool);
  expect(refused.code).toBe(1);
});

test.each([
  ['deliveries.js', ['--retry', 'not-an-id']],
  ['deliveries.js', ['--all']],
  ['db-backup.js', []],
  ['db-restore.js', ['a', 'b']],
])('%s says how it is used', async (script, args) => {
  const refused = await runOperatorScript(script, args, {});
  expect(refused.output).toContain('Usage: npm run ');
  expect(refused.code).toBe(1);
});
