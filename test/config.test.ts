import { expect, test } from 'vitest';
import { type Config, loadConfig } from '../src/config.ts';
import { least, load, problems } from './support/configuration.ts';

const day = 86_400_000;

test('needs little, and has a default for the rest', () => {
  expect(load()).toMatchObject({
    port: 3000,
    publicUrl: 'http://localhost:3000',
    databaseUrl: undefined,
    poolSize: 10,
    dataDir: './data',
    appSecrets: [least.APP_SECRET],
    slack: {
      signingSecret: least.SLACK_SIGNING_SECRET,
      botToken: 'xoxb-token',
      apiUrl: 'https://slack.com/api/',
      command: '/invite-member',
      installTeams: 'first',
    },
    mail: {
      server: { host: 'mail.example.com' },
      from: least.MAIL_FROM,
      bouncesTo: undefined,
      dkim: undefined,
    },
    inviteTtlMs: 7 * day,
    inviteLimits: { perAdmin: 300, perWorkspace: 1000 },
    passwordMinLength: 15,
    trustProxy: 0,
    logLevel: 'info',
  });
});

test('cannot be changed afterwards', () => {
  expect(Object.isFrozen(load())).toBe(true);
});

function secretOf(letter: string): string {
  return `${letter}-secret-with-more-than-thirty-two-signs`;
}

const good: readonly [string, string, Partial<Config> | object][] = [
  ['PORT', '8080', { port: 8080, publicUrl: 'http://localhost:8080' }],
  ['PORT', ' 0 ', { port: 0 }],
  ['PORT', '65535', { port: 65_535 }],
  ['PUBLIC_URL', 'https://invites.example.com', { publicUrl: 'https://invites.example.com' }],
  ['PUBLIC_URL', 'https://invites.example.com//', { publicUrl: 'https://invites.example.com' }],
  ['PUBLIC_URL', 'HTTPS://Invites.Example.com:443', { publicUrl: 'https://invites.example.com' }],
  ['PUBLIC_URL', 'http://192.168.1.9:3000', { publicUrl: 'http://192.168.1.9:3000' }],
  ['DATABASE_URL', 'postgres://u:p@h/d', { databaseUrl: 'postgres://u:p@h/d' }],
  ['DATABASE_URL', 'postgresql://h/d?x=1', { databaseUrl: 'postgresql://h/d?x=1' }],
  ['DATABASE_URL', 'postgresql:///d?host=/run/pg', { databaseUrl: 'postgresql:///d?host=/run/pg' }],
  ['DATABASE_URL', 'postgres://u:p%23%2F@h/d', { databaseUrl: 'postgres://u:p%23%2F@h/d' }],
  ['DATABASE_URL', '"postgres://u:p@h/d"', { databaseUrl: 'postgres://u:p@h/d' }],
  ['DATA_DIR', '/var/lib/invites', { dataDir: '/var/lib/invites' }],
  ['APP_SECRET', secretOf('x'), { appSecrets: [secretOf('x')] }],
  [
    'APP_SECRET',
    `${secretOf('n')} , ${secretOf('o')}`,
    { appSecrets: [secretOf('n'), secretOf('o')] },
  ],
  ['SLACK_API_URL', 'http://localhost:1/api', { slack: { apiUrl: 'http://localhost:1/api/' } }],
  ['SLACK_API_URL', 'http://localhost:1/api/', { slack: { apiUrl: 'http://localhost:1/api/' } }],
  ['SLACK_COMMAND', '/invite-member_2', { slack: { command: '/invite-member_2' } }],
  ['SLACK_COMMAND', `/${'c'.repeat(26)}`, { slack: { command: `/${'c'.repeat(26)}` } }],
  [
    'SMTP_URL',
    'smtps://u%40x.org:p%23%2F%C3%A9@h.example.com',
    {
      mail: {
        server: {
          host: 'h.example.com',
          port: 465,
          secure: true,
          requireTls: false,
          credentials: { user: 'u@x.org', password: 'p#/é' },
        },
      },
    },
  ],
  ['SMTP_URL', 'smtp://[::1]:25', { mail: { server: { host: '::1', port: 25, secure: false } } }],
  ['SMTP_URL', 'smtp://u:p@h.example.com', { mail: { server: { port: 587, requireTls: true } } }],
  ['SMTP_URL', 'smtp://h.example.com', { mail: { server: { requireTls: false } } }],
  ['SMTP_URL', 'smtp://u:p@LocalHost', { mail: { server: { requireTls: false } } }],
  ['SMTP_URL', 'smtp://u:p@127.0.0.1', { mail: { server: { requireTls: false } } }],
  ['SMTP_URL', 'smtp://u:p@h?requireTLS=false', { mail: { server: { requireTls: false } } }],
  ['SMTP_URL', 'smtp://h?requireTLS=true', { mail: { server: { requireTls: true } } }],
  [
    'SMTP_URL',
    'smtp://h?tls.rejectUnauthorized=false&tls.servername=m.org&name=a.org&authMethod=LOGIN&maxConnections=2',
    {
      mail: {
        server: {
          rejectUnauthorized: false,
          servername: 'm.org',
          name: 'a.org',
          authMethod: 'LOGIN',
          maxConnections: 2,
        },
      },
    },
  ],
  ['SMTP_URL', 'none', { mail: undefined }],
  ['SMTP_URL', ' None ', { mail: undefined }],
  ['SMTP_URL', 'SMTP://h.example.com', { mail: { server: { host: 'h.example.com', port: 587 } } }],
  ['MAIL_FROM', 'a@example.com', { mail: { from: 'a@example.com' } }],
  ['MAIL_FROM', '"Invites <a@example.com>"', { mail: { from: 'Invites <a@example.com>' } }],
  ['MAIL_FROM', '"Invites, Inc" <a@x.org>', { mail: { from: '"Invites, Inc" <a@x.org>' } }],
  [
    'MAIL_FROM',
    'Einladungen für alle <a@x.org>',
    { mail: { from: 'Einladungen für alle <a@x.org>' } },
  ],
  ['MAIL_BOUNCES', ' bounces@example.com ', { mail: { bouncesTo: 'bounces@example.com' } }],
  ['MAIL_BOUNCES', '', { mail: { bouncesTo: undefined } }],
  ['DATABASE_POOL_SIZE', '3', { poolSize: 3 }],
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
  ['PUBLIC_URL', 'https://example.com/invites'],
  ['PUBLIC_URL', 'https://example.com?x=1'],
  ['PUBLIC_URL', 'https://example.com#top'],
  ['PUBLIC_URL', 'https://user:pass@example.com'],
  ['PUBLIC_URL', 'https://user@example.com'],
  ['DATABASE_URL', 'mysql://h/d'],
  ['DATABASE_URL', './data'],
  ['DATABASE_URL', 'postgres://u:pa#ss@h/d'],
  ['DATABASE_URL', 'postgres://u:pa/ss@h/d'],
  ['DATABASE_URL', 'postgres://u:12/ss@h/d'],
  ['DATABASE_URL', 'postgres://u:12?s@h/d'],
  ['DATABASE_URL', 'postgres://u:p%zz@h/d'],
  ['APP_SECRET', 'a'.repeat(40)],
  ['APP_SECRET', 'abc'.repeat(20)],
  ['APP_SECRET', `${secretOf('n')},${'0'.repeat(32)}`],
  ['SLACK_SIGNING_SECRET', 'abc'],
  ['SLACK_SIGNING_SECRET', '0f1e2d3c4b5a69780f1e2d3c4b5a697'],
  ['SLACK_SIGNING_SECRET', '0f1e2d3c4b5a69780f1e2d3c4b5a697g'],
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
  ['SLACK_COMMAND', '/invite-link'],
  ['SLACK_COMMAND', `/${'c'.repeat(27)}`],
  ['SMTP_URL', 'mail.example.com'],
  ['SMTP_URL', 'http://mail.example.com'],
  ['SMTP_URL', 'smtp://user:pa#ss@mail.example.com'],
  ['SMTP_URL', 'smtp://user:12#ss@mail.example.com'],
  ['SMTP_URL', 'smtp://user:12/ss@mail.example.com'],
  ['SMTP_URL', 'smtp://user:12?s@mail.example.com'],
  ['SMTP_URL', 'smtps://user:pa'],
  ['SMTP_URL', 'smtp://user:p%zz@mail.example.com'],
  ['SMTP_URL', 'smtp://user@mail.example.com'],
  ['SMTP_URL', 'smtp://:pass@mail.example.com'],
  ['SMTP_URL', 'smtp://mail.example.com/path'],
  ['SMTP_URL', 'smtp://mail.example.com:99999'],
  ['SMTP_URL', 'smtp://mail.example.com?ssl=true'],
  ['SMTP_URL', 'smtp://mail.example.com?requireTLS=perhaps'],
  ['SMTP_URL', 'smtp://mail.example.com?maxConnections=51'],
  ['SMTP_URL', 'smtp://mail.example.com?maxConnections=0'],
  ['MAIL_FROM', 'Northwind'],
  ['MAIL_FROM', 'a@example.com, b@example.com'],
  ['MAIL_FROM', 'A <a@example.com>, B <b@example.com>'],
  ['MAIL_FROM', 'Invites, Inc <a@example.com>'],
  ['MAIL_FROM', '<>'],
  ['MAIL_FROM', 'postbox@'],
  ['MAIL_FROM', 'josé@example.com'],
  ['MAIL_FROM', 'A <a@example.com>\r\nBcc: b@example.com'],
  ['MAIL_BOUNCES', 'Bounces <bounces@example.com>'],
  ['MAIL_BOUNCES', 'postbox@'],
  ['MAIL_BOUNCES', 'josé@example.com'],
  ['DATABASE_POOL_SIZE', '1'],
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

/** What is said to be missing: without a bot token OAuth's are, as that is the usual way in. */
const told = (name: string) => (name === 'SLACK_BOT_TOKEN' ? 'SLACK_CLIENT_ID' : name);

test.each(Object.keys(least))('says what is missing without %s, empty or not', (name) => {
  for (const value of [undefined, '', '  ']) {
    const line = expect.stringMatching(`^${told(name)} is not set`);
    expect(problems({ [name]: value })).toEqual([line]);
  }
});

test('says all that is wrong at once', () => {
  const found = loadConfig({ PORT: 'x', LOG_LEVEL: 'x', DKIM_DOMAIN: 'example.com' });
  expect(found.ok).toBe(false);
  const lines = found.ok ? [] : found.refusal;
  const names = lines.map((line) => line.split(' ')[0]);
  const missing = Object.keys(least).map(told);
  expect(names.sort()).toEqual(
    [...missing, 'PORT', 'LOG_LEVEL', 'DKIM_SELECTOR', 'DKIM_PRIVATE_KEY'].sort(),
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
