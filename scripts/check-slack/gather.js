import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { codeOf, NotReady, root, runNode } from '../prepare.js';
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
 * The files of the stories whose path has one of these in it; all that people do when none is named. `unknown` is in none.
 * @param {readonly string[]} names
 * @returns {{ stories: string[], unknown?: string | undefined }}
 */
export function namedStories(names) {
  if (names.length === 0) return { stories: allStories() };
  const all = readdirSync(join(root, 'test'), { recursive: true })
    .map((path) => `test/${String(path).replaceAll('\\', '/')}`)
    .filter((path) => path.endsWith('.story.test.ts'));
  const unknown = names.find((name) => !all.some((path) => path.includes(name)));
  return { stories: all.filter((path) => names.some((name) => path.includes(name))), unknown };
}

/**
 * Runs the stories, and gives what the app showed in them.
 * @param {readonly string[]} stories
 * @returns {Promise<{ payloads: Payload[], haveAllPassed: boolean }>}
 */
export async function gatherPayloads(stories) {
  const folder = mkdtempSync(join(tmpdir(), 'slack-payloads-'));
  try {
    const vitest = join(root, 'node_modules', 'vitest', 'vitest.mjs');
    const code = await runNode(
      [vitest, 'run', '--root', root, '--project', 'embedded', '--reporter', 'dot', ...stories],
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
  return linesOf(file).flatMap((line, index) => {
    if (line.trim() === '') return [];
    try {
      return StoredPayload.parse(JSON.parse(line));
    } catch (cause) {
      throw new NotReady(`Line ${index + 1} of ${file} is no screen or message.`, { cause });
    }
  });
}

/** @param {string} file */
function linesOf(file) {
  try {
    return readFileSync(file, 'utf8').split('\n');
  } catch (cause) {
    throw new NotReady(`${file} can't be read (${codeOf(cause)}).`, { cause });
  }
}
