import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type PretendSlack, startPretendSlack } from 'pretend-slack';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { largestOfEachKind, type Payload, payloadsIn } from '../../scripts/check-slack/payloads.js';
import { freePort } from '../../scripts/free-port.js';
import { invite } from '../support/acts.ts';
import { openHome } from '../support/slack-acts.ts';
import { root } from '../support/source-files.ts';
import { startWorld } from '../support/world.ts';

// `npm run check:slack` against the pretend Slack, with faults planted in what the app shows.

type Json = Record<string, unknown>;

let slack: PretendSlack;
let folder: string;
let shown: Payload[];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'test-check-slack-'));
  slack = await startPretendSlack({ signingSecret: 'nobody knows' });
  const world = await startWorld();
  await invite(world, 'ana@example.com', { by: 'U0OLGA' });
  await openHome(world, 'U0OLGA', 'ana@example.com');
  await world.slack.command({ user: 'U0OLGA', command: '/invite', text: 'help' });
  await world.slack.until(() => world.slack.ephemerals('U0OLGA').length > 0);
  shown = payloadsIn(world.slack.calls, world.slack.requests);
  await world.stop();
});
afterAll(async () => {
  await slack.stop();
  rmSync(folder, { recursive: true });
});

async function check(
  args: readonly string[],
  env: Record<string, string> = {},
): Promise<{ code: unknown; output: string }> {
  const child = spawn(process.execPath, [join(root, 'scripts', 'check-slack.js'), ...args], {
    env: { SLACK_API_URL: slack.apiUrl, ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  return { code, output };
}

function checkPayloads(payloads: readonly Payload[], env?: Record<string, string>) {
  const file = join(folder, 'payloads.jsonl');
  writeFileSync(file, payloads.map((one) => `${JSON.stringify(one)}\n`).join(''));
  return check(['--payloads', file], env);
}

/** The first of this surface, with a text that is too long in its first block that has any. */
function planted(surface: Payload['surface']): Payload {
  const payload = structuredClone(shown.find((one) => one.surface === surface));
  if (!payload) throw new Error(`no ${surface} was shown`);
  const [subject] = Object.values(payload.asked) as { blocks: Json[] }[];
  const blocks = subject?.blocks ?? [];
  blocks.push({ type: 'section', text: { type: 'mrkdwn', text: 'x'.repeat(3001) } });
  return payload;
}

it('finds nothing in what the app shows, nor in its manifest', async () => {
  const { token } = slack.configTokens();
  const { code, output } = await checkPayloads(shown, { SLACK_CONFIG_TOKEN: token });

  expect(output).toContain(`Asked Slack about ${shown.length} screens and messages`);
  expect(output).toContain('Asked Slack about manifest.yml.\nSlack takes all of it.');
  expect(code).toBe(0);
});

it('counts nothing as refused for a token that Slack doesn’t take, and says so first', async () => {
  const { code, output } = await checkPayloads(shown, { SLACK_CONFIG_TOKEN: 'xoxe.xoxp-1-wrong' });

  const notAsked = "Not asked about manifest.yml: Slack doesn't know this token.";
  expect(output.startsWith(notAsked), output).toBe(true);
  expect(output).toContain('Slack takes all the rest.');
  expect(output).not.toContain('refuses');
  expect(code).toBe(3);
});

it.each(['modal', 'home', 'message'] as const)('finds the fault in a %s', async (surface) => {
  const fault = planted(surface);
  const { code, output } = await checkPayloads([...shown, fault]);

  const [subject] = Object.values(fault.asked) as { blocks: Json[] }[];
  const place = `/blocks/${(subject?.blocks.length ?? 0) - 1}/text/text`;
  expect(output).toContain(`${place}: must be less than 3001 characters: "xxx`);
  expect(output).toMatch(new RegExp(`^ {2}${surface} “.+” \\(.+\\): invalid_`, 'm'));
  expect(output).toContain('Slack refuses 1.');
  expect(code).toBe(1);
});

it('says that it was not run where there is no Slack, with a code of its own', async () => {
  const port = await freePort();
  const apiUrl = `http://127.0.0.1:${port}/api/`;
  const { code, output } = await check([], { SLACK_API_URL: apiUrl });

  expect(output).toBe(
    `Not run: 127.0.0.1:${port} can't be reached, or isn't Slack (ECONNREFUSED). Nothing is known of what Slack would take.\n`,
  );
  expect(code).toBe(3);
});

it('says so, too, when Slack checks no blocks', async () => {
  slack.fail('blocks.validate', { error: 'unknown_method' });
  const { code, output } = await checkPayloads(shown);

  expect(output).toContain('refused even a plain block (unknown_method).');
  expect(code).toBe(3);
});

it('says so, too, when no story shows anything', async () => {
  const { code, output } = await check(['test/nothing-of-that-name']);

  expect(output).toBe('Not run: no story has “test/nothing-of-that-name” in its path.\n');
  expect(code).toBe(3);
});

it('refuses a file of something else', async () => {
  const file = join(folder, 'other.jsonl');
  writeFileSync(file, '{"surface":"poster"}\n');
  const { code, output } = await check(['--payloads', file]);

  expect(output).toBe(`Line 1 of ${file} is no screen or message.\n`);
  expect(code).toBe(1);
});

it('asks about what the stories show', async () => {
  const { code, output } = await check(['test/home/first.story.test.ts']);

  expect(output).toMatch(/^Asked Slack about \d+ screens and messages \(.*\bmodal: \d.*\)\.$/m);
  expect(output).toContain('Not asked about manifest.yml: SLACK_CONFIG_TOKEN is not set.');
  expect(code, output).toBe(0);
});

it('gathers everything that is shown, wherever the app says it', () => {
  const view = { type: 'modal', blocks: [] };
  const blocks = [{ type: 'divider' }];
  const options = [{ text: { type: 'plain_text', text: 'A' }, value: 'a' }];
  const calls = [
    { method: 'views.open', args: { view } },
    { method: 'views.publish', args: { view: { type: 'home', blocks } } },
    { method: 'chat.postMessage', args: { channel: 'C1', text: 'Hi', blocks } },
    { method: 'chat.postMessage', args: { channel: 'C1', text: 'Only text' } },
    { method: 'response_url', args: { replace_original: true, blocks } },
    { method: 'chat.unfurl', args: { unfurls: { 'https://a': { blocks }, 'https://b': {} } } },
    { method: 'users.info', args: {} },
  ];
  const answers = [
    { kind: 'command', body: JSON.stringify({ text: 'Hi', blocks }) },
    { kind: 'command', body: '' },
    { kind: 'view_submission', body: JSON.stringify({ response_action: 'update', view }) },
    { kind: 'view_submission', body: JSON.stringify({ response_action: 'errors', errors: {} }) },
    { kind: 'block_suggestion', body: JSON.stringify({ options }) },
    { kind: 'block_suggestion', body: JSON.stringify({ options: [] }) },
  ];

  expect(payloadsIn(calls, answers).map(({ surface }) => surface)).toEqual([
    'modal',
    'home',
    'message',
    'message',
    'unfurl',
    'message',
    'modal',
    'choices',
  ]);
});

it('asks about the largest of those that are built alike', () => {
  const home = (...texts: string[]): Payload => ({
    surface: 'home',
    sentBy: 'views.publish',
    asked: { view: { type: 'home', blocks: texts.map((text) => ({ type: 'section', text })) } },
  });
  const other: Payload = {
    ...home(),
    asked: { view: { type: 'home', blocks: [{ type: 'divider' }] } },
  };

  expect(largestOfEachKind([home('a'), home('a', 'long one'), other, home('b', 'c')])).toEqual([
    home('a', 'long one'),
    other,
  ]);
});

it('says that there is nothing to ask about in an empty file', async () => {
  const { code, output } = await checkPayloads([]);

  expect(output).toContain('Not run: there is nothing to ask Slack about.');
  expect(code).toBe(3);
});

it.each([
  ['a file that is not there', ['--payloads', '/nope'], {}, "/nope can't be read (ENOENT).", 1],
  ['a folder', ['--payloads', tmpdir()], {}, "can't be read (EISDIR).", 1],
  ['no file', ['--payloads', ''], {}, '--payloads needs a file', 1],
  ['a mistyped option', ['--payload', 'x'], {}, 'See npm run check:slack -- --help', 1],
  ['an address that is none', [], { SLACK_API_URL: 'slack' }, 'SLACK_API_URL must be a URL', 3],
  ['half an address', [], { SLACK_API_URL: 'http://[::1' }, 'SLACK_API_URL must be a URL', 3],
])('says in a line what is wrong with %s', async (_what, args, env, sentence, expected) => {
  const { code, output } = await check(args, env);

  expect(output).toContain(sentence);
  expect(output.trimEnd().split('\n')).toHaveLength(1);
  expect(code).toBe(expected);
});

it.each(['xoxe.xoxp-1-ö', 'xoxe.xoxp-1-\u200Bab', `xoxe.xoxp-${'a'.repeat(100_000)}`])(
  'doesn’t ask with a token that can’t be sent',
  async (token) => {
    const { code, output } = await checkPayloads(shown, { SLACK_CONFIG_TOKEN: token });

    expect(output).toContain('Not asked about manifest.yml: That is no configuration token');
    expect(code).toBe(3);
  },
);
