import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';
import { root } from './support/source-files.ts';

const day = 86_400_000;

/** The least that the app runs with. */
const least = {
  APP_SECRET: 'a-secret-of-at-least-32-characters',
  SLACK_SIGNING_SECRET: 'signing-secret',
  SLACK_BOT_TOKEN: 'xoxb-token',
  SMTP_URL: 'smtp://mail.example.com',
  MAIL_FROM: 'Invites <invites@example.com>',
};

type Variables = Record<string, string | undefined>;

function load(more: Variables = {}): Config {
  const config = loadConfig({ ...least, ...more });
  if (!config.ok) throw new Error(config.refusal.join('; '));
  return config.value;
}

function problems(more: Variables): readonly string[] {
  const config = loadConfig({ ...least, ...more });
  return config.ok ? [] : config.refusal;
}

test('needs little, and has a default for the rest', () => {
  expect(load()).toMatchObject({
    port: 3000,
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    dataDir: './data',
    appSecrets: [least.APP_SECRET],
    slack: {
      signingSecret: 'signing-secret',
      botToken: 'xoxb-token',
      apiUrl: 'https://slack.com/api/',
      command: '/invite',
    },
    mail: { smtpUrl: least.SMTP_URL, from: least.MAIL_FROM, dkim: undefined },
    inviteTtlMs: 7 * day,
    passwordMinLength: 12,
    trustProxy: 0,
    logLevel: 'info',
  });
});

test('cannot be changed afterwards', () => {
  expect(Object.isFrozen(load())).toBe(true);
});

const good: readonly [string, string, Partial<Config> | object][] = [
  ['PORT', '8080', { port: 8080, publicUrl: 'http://localhost:8080' }],
  ['PORT', ' 0 ', { port: 0 }],
  ['PORT', '65535', { port: 65_535 }],
  ['PUBLIC_URL', 'https://invites.example.com', { publicUrl: 'https://invites.example.com' }],
  ['PUBLIC_URL', 'https://example.com/invites//', { publicUrl: 'https://example.com/invites' }],
  ['DATABASE_URL', 'postgres://u:p@h/d', { databaseUrl: 'postgres://u:p@h/d' }],
  ['DATABASE_URL', 'postgresql://h/d?x=1', { databaseUrl: 'postgresql://h/d?x=1' }],
  ['DATA_DIR', '/var/lib/invites', { dataDir: '/var/lib/invites' }],
  ['APP_SECRET', 'x'.repeat(32), { appSecrets: ['x'.repeat(32)] }],
  [
    'APP_SECRET',
    `${'n'.repeat(32)} , ${'o'.repeat(40)}`,
    { appSecrets: ['n'.repeat(32), 'o'.repeat(40)] },
  ],
  ['SLACK_API_URL', 'http://localhost:1/api', { slack: { apiUrl: 'http://localhost:1/api/' } }],
  ['SLACK_API_URL', 'http://localhost:1/api/', { slack: { apiUrl: 'http://localhost:1/api/' } }],
  ['SLACK_COMMAND', '/invite-member_2', { slack: { command: '/invite-member_2' } }],
  ['SLACK_COMMAND', `/${'c'.repeat(26)}`, { slack: { command: `/${'c'.repeat(26)}` } }],
  ['SMTP_URL', 'smtps://u:p@h:465', { mail: { smtpUrl: 'smtps://u:p@h:465' } }],
  ['SMTP_URL', 'none', { mail: undefined }],
  ['MAIL_FROM', 'a@example.com', { mail: { from: 'a@example.com' } }],
  ['INVITE_TTL', '1s', { inviteTtlMs: 1000 }],
  ['INVITE_TTL', '30d', { inviteTtlMs: 30 * day }],
  ['INVITE_TTL', ' 12h ', { inviteTtlMs: day / 2 }],
  ['PASSWORD_MIN_LENGTH', '8', { passwordMinLength: 8 }],
  ['PASSWORD_MIN_LENGTH', '64', { passwordMinLength: 64 }],
  ['TRUST_PROXY', '2', { trustProxy: 2 }],
  ['LOG_LEVEL', 'debug', { logLevel: 'debug' }],
  ['UNKNOWN_VARIABLE', 'anything', {}],
];

test.each(good)('takes %s=%s', (name, value, expected) => {
  expect(load({ [name]: value })).toMatchObject(expected);
});

const bad: readonly [string, string][] = [
  ['AUTH_TEAMS', 'corp.slack.com'],
  ['AUTH_TEAMS', 'T1,,T2'],
  ['AUTH_TEAMS', '*'],
  ['PORT', '65536'],
  ['PORT', '-1'],
  ['PORT', '3000.5'],
  ['PORT', '0x10'],
  ['PORT', 'http'],
  ['PUBLIC_URL', 'invites.example.com'],
  ['PUBLIC_URL', 'ftp://example.com'],
  ['PUBLIC_URL', 'https://?nowhere'],
  ['PUBLIC_URL', 'https://exa mple.com'],
  ['DATABASE_URL', 'mysql://h/d'],
  ['DATABASE_URL', './data'],
  ['APP_SECRET', 'x'.repeat(31)],
  ['APP_SECRET', `${'x'.repeat(32)},short`],
  ['APP_SECRET', `${'x'.repeat(32)},`],
  ['SLACK_BOT_TOKEN', 'xoxp-token'],
  ['SLACK_APP_TOKEN', 'xoxb-token'],
  ['KEEP_UNINSTALLED_DAYS', 'for ever'],
  ['SLACK_API_URL', 'slack.com'],
  ['SLACK_COMMAND', 'invite'],
  ['SLACK_COMMAND', '/Invite'],
  ['SLACK_COMMAND', '/invite member'],
  ['SLACK_COMMAND', '/'],
  ['SLACK_COMMAND', `/${'c'.repeat(27)}`],
  ['SMTP_URL', 'mail.example.com'],
  ['SMTP_URL', 'None'],
  ['SMTP_URL', 'http://mail.example.com'],
  ['INVITE_TTL', '0s'],
  ['INVITE_TTL', '31d'],
  ['INVITE_TTL', '721h'],
  ['INVITE_TTL', '7'],
  ['INVITE_TTL', 'a week'],
  ['PASSWORD_MIN_LENGTH', '7'],
  ['PASSWORD_MIN_LENGTH', '65'],
  ['TRUST_PROXY', 'true'],
  ['TRUST_PROXY', '11'],
  ['LOG_LEVEL', 'loud'],
];

test.each(bad)('refuses %s=%s, in one line that does not repeat the value', (name, value) => {
  const found = problems({ [name]: value });
  expect(found).toHaveLength(1);
  expect(found[0]).toMatch(new RegExp(`^${name} `));
  expect(found[0]).not.toContain('\n');
  if (value.length > 6) expect(found[0]).not.toContain(value);
});

test.each(Object.keys(least))('says that %s is missing, empty or not', (name) => {
  for (const value of [undefined, '', '  ']) {
    expect(problems({ [name]: value })).toEqual([expect.stringMatching(`^${name} is not set`)]);
  }
});

test('says all that is wrong at once', () => {
  const found = loadConfig({ PORT: 'x', LOG_LEVEL: 'x', DKIM_DOMAIN: 'example.com' });
  expect(found.ok).toBe(false);
  const lines = found.ok ? [] : found.refusal;
  const names = lines.map((line) => line.split(' ')[0]);
  expect(names.sort()).toEqual(
    [...Object.keys(least), 'PORT', 'LOG_LEVEL', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'].sort(),
  );
});

test('never tells a secret in what it says', () => {
  const secrets = {
    APP_SECRET: 'tell-no-one-app',
    SLACK_BOT_TOKEN: 'tell-no-one-token',
    DATABASE_URL: 'tell-no-one-database',
    SMTP_URL: 'tell-no-one-smtp',
    SLACK_API_URL: 'tell-no-one-url',
    PUBLIC_URL: 'tell-no-one-public',
  };
  const found = problems(secrets);
  expect(found).toHaveLength(Object.keys(secrets).length);
  expect(found.join('\n')).not.toContain('tell-no-one');
});

const key = '-----BEGIN PRIVATE KEY-----\\nabc\\n-----END PRIVATE KEY-----';

const both = { SLACK_CLIENT_ID: 'id', SLACK_CLIENT_SECRET: 'secret' };

test('is installed in many workspaces when it is told how, and says what is missing otherwise', () => {
  const many = { SLACK_BOT_TOKEN: undefined, ...both };
  expect(load(many).slack).toMatchObject({
    botToken: undefined,
    oauth: { clientId: 'id', clientSecret: 'secret' },
  });
  expect(load().slack.oauth).toBeUndefined();
  expect(problems({ ...many, SLACK_CLIENT_ID: '' })).toEqual([
    'SLACK_CLIENT_ID is not set, but SLACK_CLIENT_SECRET is',
  ]);
  expect(problems({ ...many, SLACK_CLIENT_SECRET: '' })).toEqual([
    'SLACK_CLIENT_SECRET is not set, but SLACK_CLIENT_ID is',
  ]);
  expect(problems({ ...many, SLACK_SIGNING_SECRET: '', SLACK_CLIENT_ID: '' })).toHaveLength(2);
});

test('takes either the token of one workspace or OAuth for many', () => {
  const found = problems(both);
  expect(found.map((line) => line.split(' ')[0])).toEqual(Object.keys(both));
  expect(found.every((line) => line.includes('SLACK_BOT_TOKEN'))).toBe(true);
});

test.each([
  ['AUTH_RETURN_HOSTS', 'wiki.example.com'],
  ['AUTH_COOKIE_DOMAIN', 'localhost.test'],
])('with OAuth and %s must be told whose members tools let in', (name, value) => {
  const set = { PUBLIC_URL: 'https://team.localhost.test', [name]: value };
  const many = { ...set, SLACK_BOT_TOKEN: undefined, ...both };

  expect(problems(many)).toEqual([expect.stringMatching(`^AUTH_TEAMS is not set, but ${name}: `)]);
  expect(load({ ...many, AUTH_TEAMS: 'T0123ABCD,T9' }).authTeams).toEqual(['T0123ABCD', 'T9']);
  expect(load(set).authTeams).toBeUndefined();
});

test('uses Socket Mode when it has the token for it', () => {
  expect(load().slack.appToken).toBeUndefined();
  expect(load({ SLACK_APP_TOKEN: 'xapp-1-a' }).slack.appToken).toBe('xapp-1-a');
});

test('signs e-mails when it is told all of how, and says what is missing otherwise', () => {
  const dkim = { DKIM_DOMAIN: 'example.com', DKIM_SELECTOR: 'invites', DKIM_PRIVATE_KEY: key };
  expect(load(dkim).mail?.dkim).toEqual({
    domainName: 'example.com',
    keySelector: 'invites',
    privateKey: key.replaceAll('\\n', '\n'),
  });
  const names = Object.keys(dkim);
  for (const name of names) {
    expect(problems({ ...dkim, [name]: undefined })).toEqual([expect.stringMatching(`^${name} `)]);
    const others = names.filter((other) => other !== name);
    const only = problems({ [name]: dkim[name as keyof typeof dkim] });
    expect(only.map((line) => line.split(' ')[0])).toEqual(others);
  }
});

test('needs no sender when it sends no e-mail', () => {
  expect(load({ SMTP_URL: 'none', MAIL_FROM: undefined }).mail).toBeUndefined();
});

function exampleFile(): string {
  return readFileSync(join(root, '.env.example'), 'utf8');
}

const filledIn = { APP_SECRET: 'thirty-two-random-characters-and-more' };

test('runs with what .env.example says, once it has a secret of its own', () => {
  const example = parseEnv(exampleFile()) as Variables;
  expect(loadConfig({ ...example, ...filledIn })).toMatchObject({ ok: true });
  const unfilled = loadConfig(example);
  expect(unfilled.ok ? [] : unfilled.refusal).toEqual([expect.stringMatching(/^APP_SECRET /)]);
});

test('runs with everything that .env.example offers switched on', () => {
  const offered = exampleFile().replace(/^# (?=[A-Z_]+=)/gm, '');
  const all = { ...(parseEnv(offered) as Variables), ...filledIn };
  const oauth = { SLACK_CLIENT_ID: '', SLACK_CLIENT_SECRET: '' };
  expect(loadConfig({ ...all, ...oauth })).toMatchObject({ ok: true });
  expect(loadConfig({ ...all, SLACK_BOT_TOKEN: '' })).toMatchObject({ ok: true });
});

test('has every variable in .env.example, save the one for tests', () => {
  const offered = [...exampleFile().matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
  const source = readFileSync(join(root, 'src', 'config.ts'), 'utf8');
  const read = [...source.matchAll(/^ {2}([A-Z][A-Z_]+):/gm)].map(([, name]) => name);
  expect(read.length).toBeGreaterThan(15);
  expect(offered.sort()).toEqual(read.filter((name) => name !== 'SLACK_API_URL').sort());
});
