import { generateKeyPairSync } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import { expect, test } from 'vitest';
import { loadConfig } from '../src/config.ts';
import { Environment } from '../src/environment.ts';
import { least, load, problems, type Variables } from './support/configuration.ts';
import { root } from './support/source-files.ts';

/** A private key in PEM, on one line as variables have it. */
function pem(
  key: { privateKey: { export(how: object): string | Buffer } },
  how: object = {},
): string {
  const text = String(key.privateKey.export({ type: 'pkcs8', format: 'pem', ...how }));
  return text.trim().replaceAll('\n', '\\n');
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 });
const key = pem(rsa);

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

test.each([
  [undefined, 'first'],
  ['first', 'first'],
  ['any', 'any'],
  ['First', 'first'],
  ['ANY', 'any'],
  ['t0123abcd, Tb9', ['T0123ABCD', 'TB9']],
  [' T0123ABCD ', ['T0123ABCD']],
  ['T0123ABCD,T8 , T9', ['T0123ABCD', 'T8', 'T9']],
])('with INSTALL_TEAMS=%s lets %j install it', (value, teams) => {
  const set = { SLACK_BOT_TOKEN: '', ...both, INSTALL_TEAMS: value };
  expect(load(set).slack.installTeams).toEqual(teams);
});

test.each(['all', 'team', 'T0123ABCD,', 'first,T0123ABCD', 'acme.slack.com', 'E0123ABCD'])(
  'refuses INSTALL_TEAMS=%s',
  (value) => {
    const found = problems({ SLACK_BOT_TOKEN: '', ...both, INSTALL_TEAMS: value });
    expect(found).toEqual([expect.stringMatching(/^INSTALL_TEAMS must be first, any, or ids /)]);
  },
);

test('takes either the token of one workspace or OAuth', () => {
  const found = problems({ ...both, INSTALL_TEAMS: 'any' });
  expect(found).toEqual([expect.stringMatching(/^INSTALL_TEAMS is set, but SLACK_BOT_TOKEN too/)]);
});

test('with the token of one workspace, ID and secret are for signing in with Slack', () => {
  const client = { clientId: 'id', clientSecret: 'secret' };
  const tools = { PUBLIC_URL: 'https://team.localhost.test', AUTH_COOKIE_DOMAIN: 'localhost.test' };

  expect(load({ ...both, ...tools }).slack).toMatchObject({ oauth: undefined, signIn: client });
  expect(load({ ...both, TOOL_HOSTS: 'wiki.internal' }).toolHostTeams).toBeUndefined();
  expect(load().slack.signIn).toBeUndefined();
  expect(load({ SLACK_BOT_TOKEN: '', ...both }).slack.signIn).toEqual(client);
  expect(problems({ SLACK_CLIENT_ID: 'id' })).toEqual([
    'SLACK_CLIENT_SECRET is not set, but SLACK_CLIENT_ID is',
  ]);
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
  // Whoever comes first may be a stranger, and those of a list need not all be trusted with the tools.
  for (const teams of ['first', 'any', 'T1,T2']) {
    expect(problems({ ...many, INSTALL_TEAMS: teams }), teams).toHaveLength(1);
  }
});

test('lets the members of the one team that may install it use tools', () => {
  const oneTeam = { SLACK_BOT_TOKEN: '', ...both, INSTALL_TEAMS: 'T0123ABCD' };
  const tools = { PUBLIC_URL: 'https://team.localhost.test', AUTH_COOKIE_DOMAIN: 'localhost.test' };

  expect(load({ ...oneTeam, ...tools }).authTeams).toEqual(['T0123ABCD']);
  expect(load({ ...oneTeam, ...tools, AUTH_TEAMS: 'T9' }).authTeams).toEqual(['T9']);
  for (const teams of ['', 'first', 'any', 'T1,T2']) {
    expect(load({ ...oneTeam, INSTALL_TEAMS: teams }).authTeams, teams).toBeUndefined();
  }
});

test('uses Socket Mode when it has the token for it', () => {
  expect(load().slack.appToken).toBeUndefined();
  expect(load({ SLACK_APP_TOKEN: 'xapp-1-a' }).slack.appToken).toBe('xapp-1-a');
});

test('signs emails when it is told all of how, and says what is missing otherwise', () => {
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

test.each([
  ['no key', 'not a key'],
  ['half a key', key.slice(0, 200)],
  ['a key with a passphrase', pem(rsa, { cipher: 'aes-256-cbc', passphrase: 'sesame' })],
  ['a key of another kind', pem(generateKeyPairSync('ed25519'))],
  ['a key that is too short', pem(generateKeyPairSync('rsa', { modulusLength: 512 }))],
  ['a public key', String(rsa.publicKey.export({ type: 'spki', format: 'pem' }))],
])('does not send emails unsigned because of %s', (_what, DKIM_PRIVATE_KEY) => {
  const dkim = { DKIM_DOMAIN: 'example.com', DKIM_SELECTOR: 'invites', DKIM_PRIVATE_KEY };
  expect(problems(dkim)).toEqual([
    expect.stringMatching(/^DKIM_PRIVATE_KEY (is no private|must be an RSA)/),
  ]);
});

test.each([
  ['SMTP_URL', 'smtp://user:pa#ss@mail.example.com'],
  ['DATABASE_URL', 'postgres://u:pa#ss@h/d'],
])('says how to write the password in %s', (name, value) => {
  expect(problems({ [name]: value }).join()).toMatch(/@ as %40.*\/ as %2F.*# as %23/);
});

test.each([
  ['SMTP_URL', 'smtp://mail.example.com:0'],
  ['DATABASE_URL', 'postgres://db.example.com:0/invites'],
])('takes no port 0 in %s for the usual one', (name, value) => {
  expect(problems({ [name]: value })).toEqual([expect.stringMatching(`^${name} has port 0`)]);
});

test('wants https and a host of its own in production, save on this machine', () => {
  const production = { NODE_ENV: 'production' };
  expect(problems({ ...production, PUBLIC_URL: 'https://invites.example.com' })).toEqual([]);
  expect(problems({ ...production, PUBLIC_URL: 'http://localhost:3000' })).toEqual([]);
  expect(problems({ ...production, PUBLIC_URL: 'http://127.0.0.1:3000' })).toEqual([]);
  expect(problems(production)).toEqual([expect.stringMatching(/^PUBLIC_URL is not set/)]);
  const http = problems({ NODE_ENV: 'Production', PUBLIC_URL: 'http://invites.example.com' });
  expect(http).toEqual([expect.stringMatching(/^PUBLIC_URL must start with https/)]);
});

test('leaves the quotes around a secret that was made with them', () => {
  const quoted = `"${least.APP_SECRET}"`;
  expect(load({ APP_SECRET: quoted }).appSecrets).toEqual([quoted]);
});

test('needs no sender when it sends no email', () => {
  expect(load({ SMTP_URL: 'none', MAIL_FROM: undefined }).mail).toBeUndefined();
});

function exampleFile(): string {
  return readFileSync(join(root, '.env.example'), 'utf8');
}

/** What an operator has to put in place of the examples. */
const filledIn = {
  ...least,
  PUBLIC_URL: 'https://invites.example.com',
  SLACK_APP_TOKEN: 'xapp-1-a',
  DATABASE_URL: 'postgresql://invites:pass@localhost:5432/invites',
  MAIL_BOUNCES: 'bounces@example.com',
  DKIM_DOMAIN: 'example.com',
  DKIM_SELECTOR: 'invites',
  DKIM_PRIVATE_KEY: key,
  SUPPORT_CONTACT: 'help@example.com',
  PRIVACY_URL: 'https://example.com/privacy',
};
const oauthFilledIn = { SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'a-client-secret' };

test('counts what .env.example has as not set, and says so of each', () => {
  const example = parseEnv(exampleFile()) as Variables;
  const unfilled = loadConfig(example);
  const lines = unfilled.ok ? [] : unfilled.refusal;
  const { SLACK_BOT_TOKEN: _other, ...usual } = { ...least, ...both, PUBLIC_URL: '' };
  const names = Object.keys(usual);
  expect(lines.map((line) => line.split(' ')[0]).sort()).toEqual(names.sort());
  expect(lines.every((line) => line.includes(' is not set'))).toBe(true);
  const [name, value] = ['SLACK_CLIENT_ID', example.SLACK_CLIENT_ID];
  expect(problems({ ...oauthFilledIn, [name]: value })).toEqual([
    `${name} is not set: its value looks like an example; copy the Client ID from https://api.slack.com/apps → your app → Basic Information → App Credentials`,
  ]);
  const whole = { ...example, ...filledIn, ...oauthFilledIn, SLACK_BOT_TOKEN: '' };
  expect(loadConfig({ ...whole, DATABASE_URL: '' })).toMatchObject({ ok: true });
});

test.each([
  ['SLACK_SIGNING_SECRET', '0123456789abcdef0123456789abcdef'],
  ['SMTP_URL', 'smtps://user:password@smtp.example.com'],
  ['SMTP_URL', 'smtp://user:pass@mail.example.com:587'],
  ['SMTP_URL', 'smtp://you@x.org:your_password@smtp.x.org'],
  ['SLACK_BOT_TOKEN', 'xoxb-your-token'],
  ['SLACK_BOT_TOKEN', 'xoxb-YOUR-TOKEN-HERE'],
  ['SLACK_BOT_TOKEN', 'xoxb-...'],
  ['SLACK_BOT_TOKEN', 'xoxb-…'],
  ['SLACK_BOT_TOKEN', 'xoxb-xxxxxxxxxxxx-xxxxxxxxxxxx'],
  ['SLACK_SIGNING_SECRET', 'your_signing_secret'],
  ['SLACK_SIGNING_SECRET', '00000000000000000000000000000000'],
  ['SLACK_SIGNING_SECRET', '<signing secret>'],
  ['APP_SECRET', 'change-me-change-me-change-me-change-me'],
  ['APP_SECRET', 'please replace_me by something that nobody knows'],
  ['MAIL_FROM', 'changeme@example.com'],
])('counts what looks like an example in %s as not set', (name, value) => {
  expect(problems({ [name]: value })).toEqual([expect.stringContaining('looks like an example')]);
});

test.each([
  ['MAIL_FROM', 'Your Team <invites@acme.org>'],
  ['MAIL_FROM', 'Know Your Rights <invites@know-your-rights.org>'],
  ['PUBLIC_URL', 'https://know-your-rights.org'],
  ['APP_SECRET', 'the-years-change-met-us-in-a-place-of-holders'],
  ['SLACK_BOT_TOKEN', 'xoxb-1-x'],
  ['SLACK_SIGNING_SECRET', '00000000000000000000000000000001'],
])('takes %s=%s for nothing but what it is', (name, value) => {
  expect(problems({ [name]: value })).toEqual([]);
});

test.each([
  [
    'SLACK_BOT_TOKEN',
    'xoxp-1-2',
    /is a person's token .*Bot User OAuth Token.*OAuth & Permissions/,
  ],
  ['SLACK_BOT_TOKEN', 'xapp-1-2', /is an app-level token .*SLACK_APP_TOKEN/],
  ['SLACK_BOT_TOKEN', 'xoxe.xoxp-1', /is a configuration or refresh token/],
  ['SLACK_APP_TOKEN', 'xoxb-1-2', /is a bot token .*SLACK_BOT_TOKEN.*App-Level Tokens/],
  ['SLACK_SIGNING_SECRET', 'abc', /must be 32 .*Signing Secret.*Basic Information/],
  ['APP_SECRET', '', /is not set; make one by `openssl rand -base64 32`$/],
])('says where the right value of %s is instead of %j', (name, value, words) => {
  expect(problems({ [name]: value })).toEqual([expect.stringMatching(words)]);
});

test('runs with everything that .env.example offers switched on', () => {
  const offered = exampleFile().replace(/^# (?=[A-Z_]+=)/gm, '');
  const all = { ...(parseEnv(offered) as Variables), ...filledIn };
  const noOauth = { SLACK_CLIENT_ID: '', SLACK_CLIENT_SECRET: '', INSTALL_TEAMS: '' };
  expect(loadConfig({ ...all, ...noOauth })).toMatchObject({ ok: true });
  expect(loadConfig({ ...all, ...oauthFilledIn, SLACK_BOT_TOKEN: '' })).toMatchObject({ ok: true });
});

test('has every variable in .env.example, save the one for tests', () => {
  const offered = [...exampleFile().matchAll(/^(?:# )?([A-Z_]+)=/gm)].map(([, name]) => name);
  const read = Object.keys(Environment.shape);
  expect(read.length).toBeGreaterThan(15);
  expect(offered.sort()).toEqual(read.filter((name) => name !== 'SLACK_API_URL').sort());
});
