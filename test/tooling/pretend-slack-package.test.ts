import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { cp, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { root } from '../support/source-files.ts';

// The package as somebody else gets it: packed, installed far from here, with apps that are not ours.

const run = promisify(execFile);
const ours = join(root, 'packages', 'pretend-slack');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'pretend-slack-'));
  await npm(ours, 'pack', '--pack-destination', folder);
  const tarball = (await readdir(folder)).find((name) => name.endsWith('.tgz')) ?? 'none';
  await writeFile(join(folder, 'package.json'), '{ "private": true, "type": "module" }');
  await npm(folder, 'install', '--prefer-offline', `./${tarball}`, '@slack/bolt@5.1.0');
  await cp(join(ours, 'examples'), folder, { recursive: true });
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function npm(cwd: string, ...args: string[]): Promise<void> {
  const quiet = ['--no-audit', '--no-fund', '--loglevel=error'];
  await run('npm', [...args, ...quiet], { cwd, shell: process.platform === 'win32' });
}

test.each([
  ['by-http.js', 'By HTTP: greeted Ana.\n'],
  ['by-socket.js', 'By Socket Mode: greeted Bo.\n'],
])('lets a Bolt app be tried out: %s', async (example, said) => {
  const { stdout } = await run(process.execPath, [example], { cwd: folder });
  expect(stdout).toBe(said);
});

/** The code of the README under a heading. */
async function codeUnder(heading: string): Promise<string> {
  const readme = await readFile(join(folder, 'node_modules', 'pretend-slack', 'README.md'), 'utf8');
  const [, code] = /```js\n(.*?)```/s.exec(readme.split(`## ${heading}\n`)[1] ?? '') ?? [];
  if (!code) throw new Error(`the README has no code under ${heading}`);
  return code;
}

test('has a test in its README that runs as it stands there', async () => {
  await writeFile(join(folder, 'greet.test.js'), await codeUnder('A test'));
  const { stdout } = await run(process.execPath, ['--test'], { cwd: folder });
  expect(stdout).toMatch(/pass 1\n.*fail 0\n/s);
});

test('has a sandbox in its README that runs as it stands there', async () => {
  await writeFile(join(folder, 'by-hand.js'), await codeUnder('By hand'));
  const url = `http://localhost:${await freePort()}`;
  const env = { PORT: new URL(url).port };
  const child = spawn(process.execPath, ['by-hand.js'], {
    cwd: folder,
    env,
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  try {
    for await (const said of child.stdout.setEncoding('utf8'))
      if (String(said).includes('Open ')) break;
    const headers = { 'sec-fetch-site': 'same-origin' };
    const body = new URLSearchParams({ channel: 'C0GENERAL', text: '/greet Ana', back: '/' });
    const answer = await fetch(`${url}/sandbox/say`, { method: 'POST', headers, body });
    expect(await answer.text()).toContain('Hello, Ana!');
  } finally {
    child.kill();
    await once(child, 'close');
  }
});

test('has its checks, mailbox and page beside', async () => {
  const script = `
    import { checkView } from 'pretend-slack/block-kit';
    import { startMailbox } from 'pretend-slack/mailbox';
    import { createPage, lifelikeTeam } from 'pretend-slack/page';
    import { readManifest, startPretendSlack } from 'pretend-slack';
    const manifest = readManifest('display_information: { name: Alone }');
    const slack = await startPretendSlack({ signingSecret: 'x', manifest });
    const mailbox = await startMailbox();
    const freshTeam = () => lifelikeTeam({}, manifest, Date.now());
    const publicUrl = 'http://localhost';
    const page = createPage({ slack, mailbox, manifest, freshTeam, publicUrl, clock: { shiftMs: 0 } });
    const text = await (await page.web.request(publicUrl + '/sandbox/mail')).text();
    const style = await page.web.request(publicUrl + '/sandbox/files/frame.css');
    console.log(text.includes('No email yet'), style.status, checkView({ type: 'home' }, 'home').length);
    page.stop();
    await Promise.all([slack.stop(), mailbox.stop()]);
  `;
  await writeFile(join(folder, 'parts.js'), script);
  const { stdout } = await run(process.execPath, ['parts.js'], { cwd: folder });
  expect(stdout).toBe('true 200 1\n');
});

test('has types that a strict compiler understands', async () => {
  const script = `
    import { type PretendSlack, readManifest, startPretendSlack } from 'pretend-slack';
    import { type Person, personIn } from 'pretend-slack/driver';
    export const slack: PretendSlack = await startPretendSlack({
      signingSecret: 'x',
      manifest: readManifest('{}'),
    });
    export const person: Person = personIn(slack, 'U0MIA');
    // @ts-expect-error a number is nobody
    personIn(slack, 1);
  `;
  await writeFile(join(folder, 'types.ts'), script);
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const options = [
    '--strict',
    '--noEmit',
    '--module',
    'nodenext',
    '--target',
    'es2023',
    '--skipLibCheck',
  ];
  const args = [tsc, ...options, 'types.ts'];
  expect((await run(process.execPath, args, { cwd: folder })).stdout).toBe('');
});

test('brings nothing of this app, and what it needs is declared', async () => {
  const { stdout } = await run('npm', ['ls', '--depth=0', '--parseable'], { cwd: folder });
  expect(stdout).not.toContain(root);
  const files = await readdir(join(folder, 'node_modules', 'pretend-slack'));
  expect(files.sort()).toEqual([
    'COVERAGE.md',
    'LICENSE',
    'README.md',
    'dist',
    'examples',
    'package.json',
  ]);
});
