import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { chmod, mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readEnvFile } from '../../scripts/env-file.js';
import { Environment } from '../../src/environment.ts';
import { least } from '../support/configuration.ts';
import { root } from '../support/source-files.ts';

// What somebody may have set wrongly, from the file to what the built app writes about it.

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'test-settings-'));
});
afterAll(() => rm(folder, { recursive: true }));

const mark = 'tellnobody';
const names = Object.keys(Environment.shape);

/** Starts the built app with nothing but these variables; gives its end and all that it wrote. */
async function start(env: Record<string, string>): Promise<{ code: number; output: string }> {
  const child = spawn(process.execPath, [join(root, 'dist', 'main.js')], { cwd: folder, env });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  return { code: Number(code), output };
}

/** Every variable with a value made from its name. */
function everyVariable(value: (name: string) => string): Record<string, string> {
  return Object.fromEntries(names.map((name) => [name, value(`${mark}${name}`)]));
}

// A single sign is enough to make a password another one, or none.
const ways: [string, (secret: string) => string][] = [
  ['any text', (secret) => secret],
  ['a password with # in it', (secret) => `smtp://user:${secret}#x@mail.example.com`],
  ['a password with / in it', (secret) => `postgres://user:${secret}/x@db.example.com/d`],
  ['a password with % in it', (secret) => `smtps://user:${secret}%zz@mail.example.com`],
  ['a password that is a host', (secret) => `https://${secret}:12#x@mail.example.com`],
  ['an option', (secret) => `smtp://mail.example.com?${secret}=${secret}`],
  ['half a key', (secret) => `-----BEGIN PRIVATE KEY-----\\n${secret}`],
  ['lines', (secret) => `\n${secret}\r\n${secret}\n`],
];

test.each(ways)('tells no value when every variable is %s', async (_what, write) => {
  const env = everyVariable(write);
  const { code, output } = await start(env);
  expect(code).toBe(1);
  expect(output).toMatch(
    /^The configuration is not complete:\n( {2}- [A-Z_]+ [^\n]+\n)+(\nnpm run slack [^\n]+\n)?$/,
  );
  expect(output).not.toContain(mark);
  for (const name of ['SMTP_URL', 'DATABASE_URL', 'PUBLIC_URL', 'LOG_LEVEL']) {
    if (!write('x').includes('?')) expect(output).toContain(`  - ${name} `);
  }
  expect(existsSync(join(folder, 'data'))).toBe(false);
});

test('tells no value when all can be read, and nothing behind them answers', async () => {
  const secret = (name: string) => `${mark}${name}`;
  const { code, output } = await start({
    ...least,
    LOG_LEVEL: 'trace',
    APP_SECRET: `${secret('app')}-0123456789-0123456789,${secret('old')}-0123456789-0123456789`,
    SLACK_BOT_TOKEN: `xoxb-${secret('bot')}`,
    SLACK_API_URL: 'http://127.0.0.1:1/api',
    SMTP_URL: `smtp://user:${secret('smtp')}%23%2F@127.0.0.1:1`,
    DATABASE_URL: `postgres://user:${secret('database')}@127.0.0.1:1/none`,
    INVITE_TLL: secret('misspelt'),
  });
  expect(code).toBe(1);
  expect(output).toContain('INVITE_TLL is not read: did you mean INVITE_TTL?');
  expect(output).toContain('ECONNREFUSED');
  expect(output).not.toContain(mark);
});

/** A file of these bytes, for nobody else to read; gives what is taken from it, and what is said. */
async function taken(bytes: string | Buffer, env: Record<string, string> = {}, mode = 0o600) {
  const file = join(folder, '.env');
  await writeFile(file, bytes);
  await chmod(file, mode);
  const said: string[] = [];
  readEnvFile({ file, env, warn: (text: string) => void said.push(text) });
  return { env, said };
}

const text = 'PUBLIC_URL=https://a.example.org\nMAIL_FROM="A <a@b.org>"\n';
const values = { PUBLIC_URL: 'https://a.example.org', MAIL_FROM: 'A <a@b.org>' };

test.each([
  ['as it is', text],
  ['with a mark before it', `\uFEFF${text}`],
  ['with the line ends of Windows', text.replaceAll('\n', '\r\n')],
])('reads a .env file %s', async (_what, bytes) => {
  expect(await taken(bytes)).toEqual({ env: values, said: [] });
});

test('passes over lines of nothing but blanks, outside of quotes', async () => {
  const blanks = 'A=1\n   \n\t\r\n\u00A0\nB="x\n  \ny"   \n  \nC=3\n  ';
  expect(await taken(blanks)).toEqual({ env: { A: '1', B: 'x\n  \ny', C: '3' }, said: [] });
});

test('tells lines of which nothing is taken', async () => {
  const odd =
    'PUBLIC_URL: https://a.example.org\n# SLACK:\nDKIM_PRIVATE_KEY="a\nb: c\n"\nMAIL_FROM\n';
  const { env, said } = await taken(odd);
  expect(env).toEqual({ DKIM_PRIVATE_KEY: 'a\nb: c\n' });
  expect(said).toEqual([1, 6].map((line) => expect.stringContaining(`Line ${line} of .env`)));
});

test.each([
  ['A=1\nB=2\nexport A = 3\n', 'A stands in .env on lines 1 and 3, with different values'],
  ['A=1\nK="\nA=5\n"\nA=\n#A=7\nA=4\n', 'A stands in .env on lines 1, 5 and 7, with different'],
])('tells what stands in %j more than once: the last counts', async (text, sentence) => {
  const { env, said } = await taken(text);
  expect(env.A).toBe(text.trim().at(-1));
  expect(said).toEqual([expect.stringContaining(sentence)]);
});

test('says nothing of what stands there twice alike', async () => {
  expect((await taken('A=1\nA="1" # the same\n')).said).toEqual([]);
});

test('leaves what is set already', async () => {
  expect((await taken(text, { PUBLIC_URL: 'set' })).env.PUBLIC_URL).toBe('set');
});

test.each([
  ['with its mark', Buffer.from(`\uFEFF${text}`, 'utf16le')],
  ['without', Buffer.from(text, 'utf16le')],
  ['the other way round', Buffer.from(`\uFEFF${text}`, 'utf16le').swap16()],
])('refuses a .env file in UTF-16 %s, in words', async (_what, bytes) => {
  await expect(taken(bytes)).rejects.toThrow(/save it as UTF-8/);
});

test('refuses a .env file in Latin-1, in words', async () => {
  const bytes = Buffer.from('MAIL_FROM=Jürgen <a@b.org>\n', 'latin1');
  await expect(taken(bytes)).rejects.toThrow(/save it as UTF-8/);
});

test.each(['"', "'", '`'])(
  'refuses a .env file with a %s that is never closed, and says where',
  async (quote) => {
    const open = `PUBLIC_URL=https://a.example.org\nMAIL_FROM=${quote}A <a@b.org>\nPORT=1\n`;
    await expect(taken(open)).rejects.toThrow('Line 2 of .env opens a quote that is never closed');
  },
);

test('refuses a folder in place of the file, in words', async () => {
  const file = join(folder, 'env-folder');
  await mkdir(file);
  expect(() => readEnvFile({ file, env: {} })).toThrow(/is a folder/);
});

test.each([
  ['leads nowhere', 'not-there'],
  ['leads back to itself', 'env-leads back to itself'],
])('refuses a link that %s in place of the file, in words', async (how, target) => {
  const file = join(folder, `env-${how}`);
  await symlink(target, file);
  expect(() => readEnvFile({ file, env: {} })).toThrow(`.env is a link that ${how}`);
});

test('reads the file that a link leads to', async () => {
  await writeFile(join(folder, 'env-real'), text, { mode: 0o600 });
  await symlink('env-real', join(folder, 'env-link'));
  const env: Record<string, string> = {};
  readEnvFile({ file: join(folder, 'env-link'), env });
  expect(env).toEqual(values);
});

test.skipIf(process.platform === 'win32')(
  'refuses a pipe or a device in place of the file, and waits for neither',
  async () => {
    const pipe = join(folder, 'env-pipe');
    execFileSync('mkfifo', [pipe]);
    // In a process of its own, as nothing could end this one's wait.
    const module = join(root, 'scripts', 'env-file.js');
    const run = `import { readEnvFile } from ${JSON.stringify(module)}; readEnvFile({ file: process.argv[1] })`;
    for (const file of [pipe, '/dev/zero']) {
      const args = ['--input-type=module', '--eval', run, file];
      expect(() =>
        execFileSync(process.execPath, args, { timeout: 10_000, stdio: 'pipe' }),
      ).toThrow('.env is a pipe or a device');
    }
  },
);

test('warns of a file that others can read, and of a value that is cut at its #', async () => {
  for (const mode of [0o644, 0o640, 0o620, 0o602]) {
    expect((await taken(text, {}, mode)).said).toEqual([expect.stringContaining('chmod 600')]);
  }
  const cut = await taken('A=fine # remark\nSMTP_URL=smtp://u:pa#ss@h\nB="x#y"\n#C=a#b\n');
  expect(cut.said).toEqual([expect.stringMatching(/^SMTP_URL .*quotes/)]);
});
