import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { parseEnv } from 'node:util';
import { describe, expect, it } from 'vitest';
import { portOf } from '../../scripts/free-port.js';
import { openEnvPlace } from '../../scripts/slack/env-place.js';
import { withValues } from '../../scripts/slack/env-text.js';
import { lineAt } from '../../scripts/slack/manifest-lines.js';
import { slackAt } from '../../scripts/slack/slack-api.js';
import { openTerminal } from '../../scripts/slack/terminal.js';
import { keepTokens } from '../../scripts/slack/values.js';
import { root } from '../support/source-files.ts';

describe('the text of .env', () => {
  it.each([
    ['an empty one', '', { A: '1', B: '2' }, 'A=1\nB=2\n'],
    ['a value in its place', '# a\nA=1\n\nB=2\n', { A: '3' }, '# a\nA=3\n\nB=2\n'],
    ['each of two', 'A=1\nB=2\nA=3\n', { A: '4' }, 'A=4\nB=2\nA=4\n'],
    ['behind its example', '# A=your-id\n# B=b\n', { A: '1' }, '# A=your-id\nA=1\n# B=b\n'],
    ['a last line without an end', 'A=1', { B: '2' }, 'A=1\nB=2\n'],
    ['the line ends of Windows', 'A=1\r\nB=2\r\n', { A: '3', C: '4' }, 'A=3\r\nB=2\r\nC=4\r\n'],
    ['a value of several lines', 'K="a\nA=1\nb"\nA=2\n', { A: '3' }, 'K="a\nA=1\nb"\nA=3\n'],
    ['instead of several lines', 'K="a\nb"\nA=2\n', { K: 'c' }, 'K=c\nA=2\n'],
    [
      'a comment where no example has one',
      'A=1\n',
      { SLACK_APP_ID: 'A1' },
      'A=1\n# The Slack app that `npm run slack` brings up to date.\nSLACK_APP_ID=A1\n',
    ],
    ['with export', 'export A=1\n', { A: '2' }, 'A=2\n'],
  ])('has %s', (_what, text, values, expected) => {
    expect(withValues(text, values)).toBe(expected);
  });

  it.each([
    'Invites <invites@acme.com>',
    'a # b',
    '"quoted"',
    "it's",
    String.raw`back\nslash`,
    '$HOME',
    'smtp://a%40b:c%23@d:25?x=y',
    '',
  ])('has %j be read again as it is', (value) => {
    expect(parseEnv(withValues('B=1\n', { A: value })).A).toBe(value);
  });

  it.each([
    ['blanks', 'A=1\n   \n\t\nB=2\n', 'A=1\n   \n\t\nB=3\n'],
    ['no NAME=value', 'A=1\nnothing: x\nB=2\n', 'A=1\nnothing: x\nB=3\n'],
  ])('is filled in around lines of %s', (_what, text, expected) => {
    expect(withValues(text, { B: '3' })).toBe(expected);
  });

  it('refuses what no quotes can hold', () => {
    expect(() => withValues('', { A: `"'\`` })).toThrow('A has every kind of quote in it');
    expect(() => withValues('', { A: ' # b\n"' })).not.toThrow();
  });
});

it.skipIf(process.platform === 'win32')('a full disk leaves .env as it was', () => {
  const folder = mkdtempSync(join(tmpdir(), 'test-full-disk-'));
  const file = join(folder, '.env');
  writeFileSync(file, 'A=1\n', { mode: 0o600 });
  const module = join(root, 'scripts', 'slack', 'env-place.js');
  const run = `import { openEnvPlace } from ${JSON.stringify(module)};
    openEnvPlace(${JSON.stringify(file)}, console.log).save({ B: 'b'.repeat(10_000) });`;
  // A shell that lets nothing write more than a few blocks.
  const limited = 'ulimit -f 4; exec "$0" --input-type=module --eval "$1"';
  const { status, stderr } = spawnSync('sh', ['-c', limited, process.execPath, run]);

  expect(String(stderr)).toContain('EFBIG');
  expect(status).toBe(1);
  expect(readFileSync(file, 'utf8')).toBe('A=1\n');
  expect(readdirSync(folder)).toEqual(['.env']);
  rmSync(folder, { recursive: true });
});

it.each([
  ['at a terminal', true, 'put the new one, above, in its place'],
  ['in a pipe', false, 'generate another at https://api.slack.com/apps'],
])('a refresh token that can’t be kept is shown only at a terminal: %s', (_where, isTTY, said) => {
  const folder = mkdtempSync(join(tmpdir(), 'test-token-'));
  const place = openEnvPlace(join(folder, '.env'), () => undefined);
  rmSync(folder, { recursive: true });
  const output = Object.assign(new PassThrough(), { isTTY });
  const terminal = openTerminal(new PassThrough(), output);
  const inFile = { SLACK_CONFIG_REFRESH_TOKEN: 'xoxe-1-old' };
  const tokens = { token: 'xoxe.xoxp-1-new', refreshToken: 'xoxe-1-new' };

  expect(() => keepTokens({ terminal, place, inFile }, tokens)).toThrow(said);
  const shown = String(output.read() ?? '');
  expect(shown.includes('SLACK_CONFIG_REFRESH_TOKEN=xoxe-1-new')).toBe(isTTY);
  expect(shown.includes('xoxe.xoxp-1-new')).toBe(false);
  terminal.close();
});

it.each([
  ['', 1],
  ['/', 1],
  ['/features', 2],
  ['/features/slash_commands', 3],
  ['/features/slash_commands/1', 6],
  ['/features/slash_commands/1/url', 7],
  ['/features/slash_commands/7', 3],
  ['/settings/nothing/there', 8],
])('finds the line of %j', (pointer, number) => {
  const manifest = [
    'name: a',
    'features:',
    '  slash_commands:',
    '    - command: /a',
    '    # the second',
    '    - command: /b',
    '      url: b',
    'settings: {}',
  ];

  expect(lineAt(manifest.join('\n'), pointer)).toEqual({
    number,
    text: manifest[number - 1]?.trim(),
  });
});

it.each(['', 'soon', '-5', '0.5', 'Infinity'])(
  'waits for half a minute when Slack asks for a pause of %j',
  async (asked) => {
    const busy = createServer((_request, response) =>
      response.writeHead(429, { 'retry-after': asked }).end(),
    );
    await new Promise<void>((resolve) => busy.listen(0, '127.0.0.1', resolve));
    const say = (text: string) => {
      throw new Error(text);
    };
    const slack = slackAt(`http://127.0.0.1:${portOf(busy.address())}/api/`, say);

    await expect(slack('api.test', {})).rejects.toThrow('Slack asks for a pause of 30 seconds');
    busy.close();
  },
);

it('refuses the file that npm has kept to itself, rather than to write .env', () => {
  const script = join(root, 'scripts', 'slack.js');
  const env = { npm_config_env: '/tmp/x.env' };
  const { status, stderr } = spawnSync(process.execPath, [script], { env, input: '' });

  expect(String(stderr)).toContain('npm run slack -- --env FILE');
  expect(status).toBe(1);
});
