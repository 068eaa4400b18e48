import { expect, test } from 'vitest';
import { Environment } from '../../src/environment.ts';
import { variableDoubts } from '../../src/shared/variable-doubts.ts';

const names = Object.keys(Environment.shape);
const doubts = (env: Record<string, string>, url = 'https://a.example') =>
  variableDoubts(names, env, url);

test.each([
  ['INVITE_TLL', 'INVITE_TTL'],
  ['DATABASE_URI', 'DATABASE_URL'],
  ['SLACK_BOTTOKEN', 'SLACK_BOT_TOKEN'],
  ['SLACK_BOT_TOKENS', 'SLACK_BOT_TOKEN'],
  ['MAIL_FORM', 'MAIL_FROM'],
  ['PUBLIC_ULR', 'PUBLIC_URL'],
  ['LOGLEVEL', 'LOG_LEVEL'],
])('asks whether %s was to be %s', (given, meant) => {
  expect(doubts({ [given]: 'x' })).toEqual([`${given} is not read: did you mean ${meant}?`]);
});

test.each([
  { PORT_X: '1', PORTS: '1', PORT_HTTP: '1' },
  { SMTP_HOST: 'x', SMTP_USER: 'x', SMTP_URLS: '' },
  { DATABASE_NAME: 'x', DATABASE_URL: 'x', DATABASE_URI: 'x' },
  { SLACK_APP_ID: 'x', SLACK_TEAM_ID: 'x', SLACK_API_KEY: 'x' },
  { PATH: 'x', HOME: 'x', NODE_ENV: 'x', DATA_HOME: 'x', LOGNAME: 'x', MAIL: 'x', LS_COLORS: 'x' },
])('says nothing of %j', (env) => {
  expect(doubts(env)).toEqual([]);
});

test.each(['http://invites.example.com', 'http://203.0.114.7:3000', 'http://[2a00:1450::1]'])(
  '%s is open to whoever stands between',
  (url) => {
    expect(doubts({}, url)).toEqual([expect.stringMatching(/^PUBLIC_URL starts with http:/)]);
  },
);

test.each([
  'https://invites.example.com',
  'http://localhost:3000',
  'http://127.0.0.1',
  'http://[::1]:3000',
  'http://192.168.1.9:3000',
  'http://10.0.0.1',
  'http://[fd00::1]',
  'http://intranet',
  'http://invites.home.arpa',
  'http://invites.corp.internal',
])('%s is not doubted', (url) => {
  expect(doubts({}, url)).toEqual([]);
});

test.each(['/me', ' /remind '])("%s is a command of Slack's own", (SLACK_COMMAND) => {
  expect(doubts({ SLACK_COMMAND })).toEqual([
    expect.stringMatching(/^SLACK_COMMAND is one of Slack's own commands/),
  ]);
  expect(doubts({ SLACK_COMMAND: '/invite' })).toEqual([]);
});
