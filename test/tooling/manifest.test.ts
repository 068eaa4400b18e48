import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { expect, it } from 'vitest';
import { parse } from 'yaml';
import { choiceProblems, choiceWarnings, manifestVariant } from '../../scripts/manifest-variant.js';
import { root } from '../support/source-files.ts';

const own = readFileSync(join(root, 'manifest.yml'), 'utf8');
const schemaFile = 'test/fixtures/slack-manifest-schema/manifest.schema.2.0.0.json';
const ajv = new Ajv({ allErrors: true, strict: false, formats: { uri: URL.canParse } });
const fits = ajv.compile(JSON.parse(readFileSync(join(root, schemaFile), 'utf8')));

const url = 'https://team.acme.com';
const plain = { url, command: '/invite-member', socket: false };

/** The commands that a manifest declares. */
function commandsIn(text: string): string[] {
  const { features } = parse(text) as { features: { slash_commands: { command: string }[] } };
  return features.slash_commands.map(({ command }) => command);
}

/** What Slack's schema says against a manifest. */
function complaints(text: string): unknown[] {
  return fits(parse(text)) ? [] : (fits.errors ?? []);
}

it.each([
  ['as it stands', own],
  ['another host', manifestVariant(own, plain)],
  ['another command', manifestVariant(own, { ...plain, command: '/add-people' })],
  ['the bare command', manifestVariant(own, { ...plain, command: '/invite' })],
  ['a port', manifestVariant(own, { ...plain, url: 'https://team.acme.com:8443' })],
  ['Socket Mode', manifestVariant(own, { ...plain, socket: true })],
  [
    'Socket Mode without an address',
    manifestVariant(own, { command: '/invite-member', socket: true }),
  ],
])("fits Slack's published schema: %s", (_what, text) => {
  expect(complaints(text)).toEqual([]);
});

it("is held to Slack's schema: what the schema forbids is found", () => {
  expect(complaints(own.replace('socket_mode_enabled', 'socket_mode'))).not.toEqual([]);
  expect(complaints(own.replace('command: /invite-member', 'command: invite'))).not.toEqual([]);
});

it('changes nothing but the host and its heading', () => {
  const [heading, ...rest] = own.replaceAll('invites.example.com', 'team.acme.com').split('\n');
  const [printedHeading, how, ...printed] = manifestVariant(own, plain).split('\n');

  expect(printedHeading).toBe(heading);
  expect(how).not.toContain('Replace');
  expect(printed).toEqual(rest.slice(1));
});

it('declares two names that Slack offers to whoever types /invite', () => {
  expect(commandsIn(own)).toEqual(['/invite-member', '/invite-link']);
});

it.each([
  ['/add-people', '/add-people-link'],
  ['/invites', '/invites-link'],
])('renames both commands to %s and %s, and keeps the rest', (command, linkCommand) => {
  const renamed = manifestVariant(own, { ...plain, command });

  expect(commandsIn(renamed)).toEqual([command, linkCommand]);
  const usual = manifestVariant(own, plain)
    .replace('command: /invite-member', `command: ${command}`)
    .replace('command: /invite-link', `command: ${linkCommand}`);
  expect(renamed).toBe(usual);
});

it('gives the bare name to whoever asks for it, with a warning', async () => {
  const choice = { ...plain, command: '/invite' };
  const bare = manifestVariant(own, choice);

  expect(commandsIn(bare)).toEqual(['/invite', '/invite-link']);
  const [warning = ''] = choiceWarnings(choice);
  expect(warning).toContain('Slack has an /invite of its own');
  expect(bare).toContain(`\n    # ${warning}\n    - command: /invite\n`);
  const { stdout, stderr } = await run(['--url', url, '--command', '/invite']);
  expect(stdout).toBe(bare);
  expect(stderr).toBe(`Warning: ${warning}\nSet PUBLIC_URL=${url}\nSet SLACK_COMMAND=/invite\n`);
});

it.each(['/invite-member', '/add-people'])('warns of nothing about %s', (command) => {
  expect(choiceWarnings({ ...plain, command })).toEqual([]);
});

it('asks to be told of each change about people only when that is wanted', () => {
  const events = (text: string) => parse(text).settings.event_subscriptions.bot_events as string[];
  const usual = events(manifestVariant(own, plain));
  const text = manifestVariant(own, { ...plain, userChange: true });

  expect(usual).not.toContain('user_change');
  expect(events(text)).toEqual([...usual, 'user_change']);
  expect(complaints(text)).toEqual([]);
});

it('names a port where Slack sends to, and none where links are looked for', () => {
  const printed = parse(manifestVariant(own, { ...plain, url: 'https://team.acme.com:8443' }));

  expect(printed.features.unfurl_domains).toEqual(['team.acme.com']);
  expect(printed.settings.interactivity.request_url).toBe(
    'https://team.acme.com:8443/slack/events',
  );
});

it('has no address to send to in Socket Mode, and looks for links all the same', () => {
  const text = manifestVariant(own, { ...plain, socket: true });
  const printed = parse(text);

  expect(text).not.toContain('/slack/events');
  expect(printed.settings.socket_mode_enabled).toBe(true);
  expect(printed.settings.interactivity.is_enabled).toBe(true);
  expect(printed.settings.event_subscriptions.bot_events).toEqual(
    parse(own).settings.event_subscriptions.bot_events,
  );
  expect(printed.features.unfurl_domains).toEqual(['team.acme.com']);
});

it('has no address at all in Socket Mode without a URL', () => {
  const text = manifestVariant(own, { command: '/invite-member', socket: true });

  expect(text).not.toMatch(/https:|invites\.example\.com|unfurl_domains/);
  expect(parse(text).settings.socket_mode_enabled).toBe(true);
});

it.each([
  [{ command: '/remind' }, "/remind is one of Slack's own commands. Choose another"],
  [{ command: '/join' }, "/join is one of Slack's own commands. Choose another"],
  [{ command: 'invite' }, '--command must be a slash and then'],
  [{ command: '/Invite' }, '--command must be a slash and then'],
  [{ command: '/invite member' }, '--command must be a slash and then'],
  [{ command: '/einladung-für' }, '--command must be a slash and then'],
  [{ command: `/${'x'.repeat(27)}` }, '--command is too long'],
  [{ command: '/invite-link' }, '--command must not end in -link'],
  [{ url: undefined }, '--url is missing'],
  [{ url: 'team.acme.com' }, '--url must be a URL such as'],
  [{ url: 'http://team.acme.com' }, '--url must start with https://'],
  [{ url: 'https://localhost' }, '--url needs a host with a domain'],
  [{ url: 'https://team.localhost:3000' }, '--url needs a host with a domain'],
  [{ url: 'https://192.0.2.1' }, '--url needs a host with a domain'],
  [{ url: 'https://[2001:db8::1]' }, '--url needs a host with a domain'],
  [{ url: 'https://team' }, '--url needs a host with a domain'],
  [{ url: 'https://team_a.acme.com' }, '--url needs a host with a domain'],
  [{ url: 'https://team.acme.com/app' }, '--url must be only https://HOST'],
  [{ url: 'https://ana:secret@team.acme.com' }, '--url must be only https://HOST'],
  [{ url: 'https://:secret@team.acme.com' }, '--url must be only https://HOST'],
  [{ url: 'https://team.acme.com:0' }, '--url has port 0'],
  [{ url: 'https://invites.example.com' }, 'looks like an example'],
  [{ url: 'https://example.org' }, 'looks like an example'],
  [{ url: 'https://foo.test' }, 'looks like an example'],
  [{ url: 'https://invites.your-company.com' }, 'looks like an example'],
  [{ url: 'https://changeme.acme.com' }, 'looks like an example'],
  [{ url: 'https://changeme.acme.com', isPretend: true }, 'looks like an example'],
  [{ url: 'https://team.acme.internal' }, 'for a network of your own'],
  [{ url: 'https://invites.acme.lan' }, 'for a network of your own'],
  [{ command: '/your-invites' }, '--command looks like an example'],
  [{ url: `https://${'x'.repeat(64)}.com` }, '--url has a host that is too long'],
])('refuses %j', (change, sentence) => {
  const problems = choiceProblems({ ...plain, ...change });

  expect(problems).toHaveLength(1);
  expect(problems[0]).toContain(sentence);
});

it.each([
  { command: '/invite' },
  { command: '/invite-member' },
  { command: `/${'x'.repeat(26)}` },
  { url: 'https://team.acme.com/' },
  { url: 'https://xn--mnchen-3ya.com' },
  { url: 'https://invites.acme.test', isPretend: true },
  { url: 'https://invites.acme.internal', socket: true },
  { url: undefined, socket: true },
])('accepts %j', (change) => {
  expect(choiceProblems({ ...plain, ...change })).toEqual([]);
});

it('is printed whole by the command, beside what else to set', async () => {
  const choice = { url, command: '/add-people', socket: true };
  const { stdout, stderr } = await run(['--url', url, '--command', '/add-people', '--socket']);

  expect(stdout).toBe(manifestVariant(own, choice));
  expect(stderr).toContain('Set PUBLIC_URL=https://team.acme.com\nSet SLACK_COMMAND=/add-people');
  expect(stderr).toContain('SLACK_APP_TOKEN');
});

it('says how it is used when asked', async () => {
  const { stdout, stderr } = await run(['-h']);

  expect(stdout).toMatch(/^Usage: npm run --silent manifest -- --url https:\/\/HOST/);
  for (const name of ['--url', '--command', '--socket']) expect(stdout).toContain(`\n  ${name} `);
  expect(stderr).toBe('');
});

it('tells every problem at once, prints nothing, and ends with code 1', async () => {
  const failure = await run(['--url', 'http://localhost', '--command', '/me']).catch(
    (error: unknown) => error,
  );

  expect(failure).toMatchObject({ code: 1, stdout: '' });
  const { stderr } = failure as { stderr: string };
  expect(stderr.trimEnd().split('\n')).toHaveLength(3);
});

it.each([
  [[], { npm_config_url: url }, 'npm run manifest -- --url https://HOST'],
  [['--url', url], { npm_config_user_change: 'true' }, 'npm run manifest -- --user-change'],
  [['--url', url, '--url', url], {}, '--url is given twice'],
  [['--ur', url], {}, "Unknown option '--ur'. See npm run manifest -- --help"],
])('refuses to be called with %j and %j', async (args, env, sentence) => {
  const failure = await run(args, env).catch((error: unknown) => error);
  expect(failure).toMatchObject({ code: 1, stdout: '', stderr: expect.stringContaining(sentence) });
});

function run(
  args: string[],
  env?: Record<string, string>,
): Promise<{ stdout: string; stderr: string }> {
  const script = join(root, 'scripts', 'manifest.js');
  return promisify(execFile)(process.execPath, [script, ...args], {
    env: { ...env },
  });
}
