import { expect, test } from 'vitest';
import { firstTimeText, type StartFindings, startText } from '../src/start-texts.ts';

const well: StartFindings = {
  publicUrl: 'https://invites.acme.org',
  command: '/invite-member',
  teams: {
    by: 'token',
    state: 'ok',
    name: 'Acme',
    homeUrl: 'https://slack.com/app_redirect?app=A1&team=T1',
  },
  mail: { host: 'smtp.acme.org', from: 'Invites <invites@acme.org>' },
  mailTrouble: undefined,
  isMailKnown: true,
  slack: { by: 'http', reach: { kind: 'answers' }, signature: 'unknown' },
};

test('says in a few lines where everything is when all is well', () => {
  expect(startText(well)).toBe(`
  The app is running.

    Team    Acme
    Next    Type /invite-member in any channel, or open the app's Home tab: https://slack.com/app_redirect?app=A1&team=T1
    Email   smtp.acme.org lets the app in. Emails come from Invites <invites@acme.org>
    Slack   Can reach the app at https://invites.acme.org, as far as can be told from here.
            Is the Home tab empty? Press Retry at https://api.slack.com/apps → your app → Event Subscriptions.

`);
});

const byHttp = (
  reach: Extract<StartFindings['slack'], { by: 'http' }>['reach'],
  signature = 'unknown',
): Partial<StartFindings> => ({ slack: { by: 'http', reach, signature } });

test.each<[string, Partial<StartFindings>, RegExp]>([
  ['Slack has been here', byHttp({ kind: 'answers' }, 'ok'), /Slack {3}Reaches the app at https/],
  ['Socket Mode', { slack: { by: 'socket', isOpen: true } }, /Slack {3}Reaches the app by Socket/],
  ['no email', { mail: undefined }, /Email {3}Off \(SMTP_URL=none\): .*Copy link/],
  [
    'several teams',
    {
      teams: {
        by: 'oauth',
        teams: ['Acme', 'Globex'].map((name) => ({ name, homeUrl: undefined })),
        more: 0,
        unnamed: [],
      },
    },
    /Team {4}Acme and Globex\n.*Home tab \(in Slack, under Apps\)/,
  ],
])('with %s', (_what, more, words) => {
  const text = startText({ ...well, ...more });
  expect(text).toMatch(words);
  expect(text).not.toContain('!');
});

const token = (state: 'unknown' | 'refused' | 'lacks_scopes'): Partial<StartFindings> => ({
  teams: { by: 'token', state, name: undefined, homeUrl: undefined },
});

test.each<[string, Partial<StartFindings>, RegExp]>([
  ['a refused token', token('refused'), /! Team .*SLACK_BOT_TOKEN.\n.*OAuth & Permissions/],
  ['too few scopes', token('lacks_scopes'), /! Team .*less than it needs.\n.*manifest/],
  ['a silent Slack', token('unknown'), /! Team .*Slack doesn't answer yet/],
  [
    'no team yet',
    { teams: { by: 'oauth', teams: [], more: 0, unnamed: [] } },
    /! Team .*\n.*acme.org\/slack\/install/,
  ],
  [
    'a mail server that refuses',
    { mailTrouble: { kind: 'sign_in', said: '535 no', showsOnConnecting: true } },
    /! Email .*doesn't let this app sign in \(535 no\)\.\n {12}Check user and password in SMTP_URL/,
  ],
  [
    'an expired certificate',
    {
      mailTrouble: {
        kind: 'certificate',
        said: 'certificate has expired',
        showsOnConnecting: true,
      },
    },
    /! Email .*\n {12}Renew the certificate on the mail server; .* clock/,
  ],
  [
    'a certificate of tomorrow',
    {
      mailTrouble: {
        kind: 'certificate',
        said: 'certificate is not yet valid',
        showsOnConnecting: true,
      },
    },
    /! Email .*\n {12}Set this machine's clock/,
  ],
  ['a silent mail server', { isMailKnown: false }, /! Email .*smtp.acme.org hasn't answered/],
  ['a broken socket', { slack: { by: 'socket', isOpen: false } }, /! Slack .*\n.*App-Level Tokens/],
  ['a wrong secret', byHttp({ kind: 'answers' }, 'wrong'), /! Slack .*none fits.*\n.*Basic Info/],
  ['this machine', byHttp({ kind: 'this_machine' }), /! Slack .*this machine only.\n.*Socket Mode/],
  ['http', byHttp({ kind: 'not_https' }), /! Slack .*isn't https.\n.*docs\/deploy.md/],
  ['another copy', byHttp({ kind: 'other_secret' }), /! Slack .*another SLACK_SIGNING_SECRET/],
  ['a password', byHttp({ kind: 'asks_password' }), /! Slack .*name and password.*\n.*Let POST/],
  ['no app', byHttp({ kind: 'finds_no_app', status: 502 }), /! Slack .*502.*find the app.\n.*PORT/],
  ['a redirect', byHttp({ kind: 'redirects', status: 301 }), /! Slack .*answers 301 and leads/],
  ['no page', byHttp({ kind: 'not_found', status: 404 }), /! Slack .*404.\n.*pass \/slack\/ on/],
  ['a captcha', byHttp({ kind: 'guarded', status: 403 }), /! Slack .*403.*captcha.\n.*Let POST/],
  ['something else', byHttp({ kind: 'odd', status: 500 }), /! Slack .*answers 500/],
  ['nothing', byHttp({ kind: 'unreachable', said: 'ENOTFOUND' }), /! Slack .*here \(ENOTFOUND\)/],
])('says what to do about %s', (_what, more, words) => {
  const text = startText({ ...well, ...more });
  expect(text).toMatch(/running, but what has a ! before it needs you/);
  expect(text).toMatch(words);
});

test('names five teams, and says how many more there are', () => {
  const teams = ['A', 'B', 'C', 'D', 'E'].map((name) => ({ name, homeUrl: undefined }));
  const text = startText({ ...well, teams: { by: 'oauth', teams, more: 2, unnamed: [] } });
  expect(text).toMatch(/Team {4}A, B, C, D, E, and 2 more\n/);
});

test('a team that has the app and isn’t named any more needs a word', () => {
  const teams = [{ name: 'Acme', homeUrl: undefined }];
  const text = startText({
    ...well,
    teams: { by: 'oauth', teams, more: 0, unnamed: ['Acme (T1)'] },
  });
  expect(text).toMatch(
    /! Team {4}Acme\n {12}INSTALL_TEAMS doesn't name Acme \(T1\), but .* kept on/,
  );
});

test.each(['unknown', 'refused', 'lacks_scopes'] as const)(
  'while the token is %s the command is for later',
  (state) => {
    const text = startText({ ...well, ...token(state) });
    expect(text).toContain('Next    Once that is done, type /invite-member in any channel.');
  },
);

test('whoever starts it without anything of Slack is led to what fills that in', () => {
  const [id, port] = ['SLACK_CLIENT_ID is not set', 'PORT must be a number'];
  expect(firstTimeText([port, id])).toContain('npm run slack');
  expect(firstTimeText([port])).toBe('');
});

test('before anybody has installed it there is one thing to do first', () => {
  const text = startText({ ...well, teams: { by: 'oauth', teams: [], more: 0, unnamed: [] } });
  expect(text).toContain('Open https://invites.acme.org/slack/install and allow it.');
  expect(text).toContain('Once that is done, type /invite-member in any channel.');
});

const forged = 'Ac\u001B[31mme\u0007\n  ! Slack \u202Egone';

test.each<[string, (name: string) => Partial<StartFindings>]>([
  [
    'of an installation',
    (name) => ({
      teams: { by: 'oauth', teams: [{ name, homeUrl: undefined }], more: 0, unnamed: [] },
    }),
  ],
  ['by the token', (name) => ({ teams: { by: 'token', state: 'ok', name, homeUrl: undefined } })],
  [
    'whose token may do too little',
    (name) => ({ teams: { by: 'token', state: 'lacks_scopes', name, homeUrl: undefined } }),
  ],
])('the name of a team %s is no more than a name on the terminal', (_what, more) => {
  const text = startText({ ...well, ...more(forged) });
  expect(text).toContain('Ac[31mme ! Slack gone');
  expect(text).not.toMatch(/(?!\n)\p{Cc}|\u202E/u);

  const long = startText({ ...well, ...more('👩‍👩‍👧‍👦'.repeat(300)) });
  expect(long).toContain(`${'👩‍👩‍👧‍👦'.repeat(59)}…`);
  expect(long).not.toContain('👩‍👩‍👧‍👦'.repeat(60));
});
