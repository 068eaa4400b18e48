import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnvFile } from '../../scripts/env-file.js';
import { loadConfig, loadDataPlaces } from '../../src/config.ts';
import type { Variables } from '../../src/shared/variables.ts';
import { least } from '../support/configuration.ts';
import { runOperatorScript } from '../support/scripts.ts';

// The scripts for operators look for the data where the app has it, however that is written.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-places-'));
});
afterAll(() => rm(folder, { recursive: true }));

const url = 'postgresql://invites:pa%23ss@db.example.com/invites';
const onServer = { databaseUrl: url, dataDir: './data' };
const inFolder = { databaseUrl: undefined, dataDir: '/srv/data' };

function expectBoth(env: Variables, places: object): void {
  expect(loadConfig({ ...least, ...env })).toMatchObject({ ok: true, value: places });
  expect(loadDataPlaces(env)).toEqual({ ok: true, value: places });
}

test.each<[string, Variables, object]>([
  ['nothing', {}, { databaseUrl: undefined, dataDir: './data' }],
  [
    'nothing but spaces',
    { DATABASE_URL: ' ', DATA_DIR: '' },
    { databaseUrl: undefined, dataDir: './data' },
  ],
  ['as it is', { DATABASE_URL: url }, onServer],
  ['in quotes', { DATABASE_URL: `"${url}"` }, onServer],
  ['in other quotes', { DATA_DIR: "'/srv/data'" }, inFolder],
  ['with spaces around', { DATABASE_URL: ` ${url} ` }, onServer],
])('a variable with %s', (_how, env, places) => expectBoth(env, places));

test.each([
  ['as it is', `DATABASE_URL=${url}\n`, onServer],
  ['with quotes', `DATABASE_URL="${url}"\n`, onServer],
  ['with export', `export DATA_DIR=/srv/data\n`, inFolder],
  ['with the line ends of Windows', `DATA_DIR='/srv/data'\r\nDATABASE_URL=\r\n`, inFolder],
  ['with a mark before it', `\uFEFFDATA_DIR=/srv/data\n`, inFolder],
  ['with a remark', `DATA_DIR=/srv/data # of the team\n`, inFolder],
])('a line of .env %s', async (_how, text, places) => {
  const file = join(folder, '.env');
  await writeFile(file, text, { mode: 0o600 });
  const env: Record<string, string> = {};
  readEnvFile({ file, env });
  expectBoth(env, places);
});

test('a script says what is wrong with it, and not the value', async () => {
  const env = { DATABASE_URL: 'mysql://user:tellnobody@db.example.com/d' };
  const { code, output } = await runOperatorScript('deliveries.js', [], env);
  expect(code).toBe(1);
  expect(output).toMatch(/^DATABASE_URL /m);
  expect(output).not.toContain('tellnobody');
});
