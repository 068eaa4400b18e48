import { mkdtemp, readdir, rm, symlink } from 'node:fs/promises';
import { networkInterfaces, tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { reasonNotToStart, startSandbox } from '../../sandbox/start.ts';
import { createLogger } from '../../src/platform/process/logger.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sandbox-test-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

async function expectNobodyElseReaches(wanted: number): Promise<void> {
  const addresses = Object.values(networkInterfaces()).flatMap((list) => list ?? []);
  for (const { address, family, internal } of addresses) {
    if (internal || family !== 'IPv4') continue;
    await expect(fetch(`http://${address}:${wanted}/`)).rejects.toThrow('fetch failed');
  }
}

/** A port that is free now: links name it, so it must be known before. */
const port = 20_000 + (process.pid % 20_000);

describe('the sandbox with the real app', () => {
  const log = createLogger({ level: 'silent' });
  const start = () => startSandbox({ PORT: String(port), DATA_DIR: folder }, log);
  const see = async (path: string) => (await fetch(`http://localhost:${port}${path}`)).text();
  const post = (path: string, fields: Record<string, string>) =>
    fetch(`http://localhost:${port}${path}`, {
      method: 'POST',
      body: new URLSearchParams({ back: '/', ...fields }),
      headers: { 'sec-fetch-site': 'same-origin' },
      redirect: 'manual',
    });

  async function letterTo(address: string): Promise<void> {
    await expect.poll(() => see('/sandbox/mail'), { timeout: 10_000 }).toContain(address);
  }

  it('answers this machine only, goes on where it was stopped, and starts over when asked to', async () => {
    const first = await start();
    await expectNobodyElseReaches(port);
    const page = await see('/');
    expect(page).toContain('Start by typing <kbd>/invite</kbd>');
    const offered = [...page.matchAll(/data-command="([^"]*)"/g)].map(([, command]) => command);
    expect(offered).toEqual(['/invite', '/invite-link', '/invite-member']);
    expect(JSON.parse(await see('/readyz'))).toMatchObject({ ready: true, events: true });
    await post('/sandbox/say', { channel: 'C0GENERAL', text: '/invite ana@example.com' });
    await letterTo('ana@example.com');
    await post('/sandbox/clock', { days: '1' });
    await first.stop();

    const second = await start();
    expect(await see('/sandbox/mail/1')).toContain('ana@example.com');
    expect(await see('/')).toContain('1 day ahead');
    expect(await see('/sandbox/app')).toContain('ana@example.com');

    await post('/sandbox/start-over', {});
    expect(await see('/sandbox/mail')).toContain('No email yet');
    expect(await see('/sandbox/app')).not.toContain('ana@example.com');
    await post('/sandbox/say', { channel: 'C0GENERAL', text: '/invite-member bo@example.com' });
    await letterTo('bo@example.com');
    await second.stop();
  }, 60_000);

  it('refuses a folder that cannot be one as the app does', async () => {
    await symlink('loop', join(folder, 'loop'));
    const started = startSandbox({ PORT: String(port), DATA_DIR: join(folder, 'loop') }, log);
    await expect(started).rejects.toThrow(/\(ELOOP\).* set DATA_DIR to another folder/);
  });

  it('touches no database of the real app, and leaves none behind for it', async () => {
    const real = 'postgresql://nobody@127.0.0.1:1/real';
    const env = { PORT: String(port), DATA_DIR: folder, DATABASE_URL: real };
    const sandbox = await startSandbox(env, log);
    await post('/sandbox/say', { channel: 'C0GENERAL', text: '/invite ana@example.com' });
    await letterTo('ana@example.com');
    await sandbox.stop();
    expect(await readdir(folder)).toEqual(['sandbox']);
  }, 60_000);

  it('does not start in production unless it is meant to', () => {
    expect(reasonNotToStart({ NODE_ENV: 'production' })).toContain('SANDBOX=1');
    expect(reasonNotToStart({ NODE_ENV: 'production', SANDBOX: '1' })).toBeUndefined();
    expect(reasonNotToStart({})).toBeUndefined();
  });

  it('does not start for somebody who means the real app', () => {
    const meant = { PUBLIC_URL: 'https://invites.example.com', APP_SECRET: 'x'.repeat(32) };
    expect(reasonNotToStart(meant)).toContain('although PUBLIC_URL, APP_SECRET');
    expect(reasonNotToStart({ ...meant, SANDBOX: '1' })).toBeUndefined();
    expect(reasonNotToStart({ PUBLIC_URL: 'http://localhost:4000' })).toBeUndefined();
    expect(reasonNotToStart({ APP_SECRET: '' })).toBeUndefined();
  });
});
