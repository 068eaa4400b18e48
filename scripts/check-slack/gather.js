import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { NotReady, root, runNode } from '../prepare.js';
import { largestOfEachKind } from './payloads.js';

/** @import { Payload } from './payloads.js' */

const StoredPayload = z.object({
  surface: z.enum(['modal', 'home', 'message', 'unfurl', 'choices']),
  sentBy: z.string(),
  asked: z.record(z.string(), z.unknown()),
});

/** Where people are shown something in Slack. */
const FOLDERS = [
  'delivery',
  'home',
  'hostile',
  'install',
  'invitations',
  'link-warnings',
  'members',
];

/** What people do, without what is only about rules, races and broken requests. */
function allStories() {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(root, 'test', folder))
      .filter((name) => name.endsWith('.story.test.ts'))
      .map((name) => `test/${folder}/${name}`),
  );
}

/**
 * Runs the stories, and gives what the app showed in them.
 * @param {readonly string[]} stories All of them, unless some are named.
 * @returns {Promise<{ payloads: Payload[], haveAllPassed: boolean }>}
 */
export async function gatherPayloads(stories) {
  const folder = mkdtempSync(join(tmpdir(), 'slack-payloads-'));
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const filters = stories.length > 0 ? stories : allStories();
    const code = await runNode(
      [vitest, 'run', '--root', root, '--project', 'embedded', '--reporter', 'dot', ...filters],
      { env: { ...process.env, SLACK_PAYLOADS_FOLDER: folder }, stdio: 'onFailure' },
    );
    const files = readdirSync(folder).map((name) => join(folder, name));
    return {
      payloads: largestOfEachKind(files.flatMap(readPayloads)),
      haveAllPassed: code === 0,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * @param {string} file Of one payload a line.
 * @returns {Payload[]}
 */
export function readPayloads(file) {
  const lines = readFileSync(file, 'utf8').split('\n').filter(Boolean);
  try {
    return lines.map((line) => StoredPayload.parse(JSON.parse(line)));
  } catch (cause) {
    throw new NotReady(`${file} has a line that is no screen or message.`, { cause });
  }
}
