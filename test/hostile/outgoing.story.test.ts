import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, inject, test } from 'vitest';
import { join as joinWith, learnDialog } from '../../scripts/faults/load.js';
import type { Arrival } from '../../scripts/stage/mail-server.js';
import { type Stage, setStage } from '../../scripts/stage/stage.js';

interface Target {
  readonly host?: string;
  readonly port?: number;
  readonly path?: string;
}

/** The whole story of an invitation, in a process of its own. */
async function tellStory(stage: Stage, file: string): Promise<void> {
  const watch = new URL('../../scripts/faults/note-connections.js', import.meta.url).href;
  const app = await stage.start({ NODE_OPTIONS: `--import=${watch}`, CONNECTIONS_FILE: file });
  const arrived = new Promise<Arrival>((resolve) => stage.mail.onArrival(resolve));
  await learnDialog(stage.slack);
  await stage.slack.openHome('U0ADAM');
  const { path = '' } = await arrived;
  expect(await joinWith(app.url, path, 'Ana', 1)).toBe(true);
  await stage.slack.until(() => stage.slack.dms('U0ADAM')[0], 15_000);
  await stage.slack.post({ user: 'U0MIA', channel: 'C0GENERAL', text: `see ${app.url}${path}` });
  expect(await app.end('SIGTERM')).toBe(0);
  expect(app.faults()).toEqual([]);
}

test('the app connects to Slack, the mail server and its database, and to nobody else', async () => {
  const stage = await setStage(inject('testDatabase'), { adminUrl: inject('postgresUrl') });
  try {
    const file = join(stage.dataDir, 'connections.jsonl');
    await tellStory(stage, file);
    const lines = (await readFile(file, 'utf8')).trim().split('\n');
    const targets = lines.map((line) => JSON.parse(line) as Target);
    const { SLACK_API_URL, SMTP_URL } = stage.env;
    const known = [SLACK_API_URL, SMTP_URL, stage.databaseUrl].filter((url) => url !== undefined);
    const allowed = known.map((url) => `${new URL(url).hostname}:${new URL(url).port}`);
    const met = new Set(targets.map(({ host, port, path }) => path ?? `${host}:${port}`));
    expect([...met].sort()).toEqual(allowed.sort());
  } finally {
    await stage.stop();
  }
}, 120_000);
