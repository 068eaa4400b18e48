import { expect, test } from 'vitest';
import { least, load, problems } from './support/configuration.ts';

// Signs in values that nobody sees or means, and what no server would understand.

test.each([
  ['SLACK_BOT_TOKEN', 'xoxb-'],
  ['SLACK_BOT_TOKEN', 'xoxb-1\u200b2'],
  ['SLACK_BOT_TOKEN', 'xoxb-1 2'],
  ['SLACK_BOT_TOKEN', 'xoxb-12\u2060'],
  ['SLACK_BOT_TOKEN', '\u200bxoxb-12'],
  ['SLACK_APP_TOKEN', 'xapp-'],
  ['SLACK_APP_TOKEN', 'xapp-1\u00ad2'],
  ['SLACK_SIGNING_SECRET', `\u200b${least.SLACK_SIGNING_SECRET}`],
  ['SLACK_API_URL', 'https://slack.com/api?x=1'],
  ['SLACK_API_URL', 'https://slack.com/api#x'],
  ['SLACK_API_URL', 'https://user@slack.com/api'],
  ['DATABASE_URL', 'postgres://h/d?sslmode=requir'],
  ['DATABASE_URL', 'postgres://h/d?sslmode='],
  ['AUTH_COOKIE_DOMAIN', 'localhost'],
  ['AUTH_COOKIE_DOMAIN', 'exa mple.com'],
  ['AUTH_COOKIE_DOMAIN', 'elsewhere.com'],
])('refuses %s=%j in one sentence', (name, value) => {
  expect(problems({ [name]: value })).toEqual([expect.stringMatching(`^${name} (must|has) `)]);
});

test('says that a token may hold signs that nobody sees, and which modes there are', () => {
  const token = problems({ SLACK_BOT_TOKEN: 'xoxb-1\u200b2' }).join();
  expect(token).toMatch(/xoxb- and then letters, digits.*signs that nobody sees/);
  expect(problems({ DATABASE_URL: 'postgres://h/d?sslmode=requir' }).join()).toContain('require,');
  const right = 'postgres://h/d?sslmode=verify-full&sslrootcert=/ca.pem';
  expect(load({ DATABASE_URL: right }).databaseUrl).toBe(right);
});

test.each(['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET'])(
  'refuses what Slack has not in %s',
  (name) => {
    const many = { SLACK_BOT_TOKEN: '', SLACK_CLIENT_ID: '1.2', SLACK_CLIENT_SECRET: 'abc' };
    for (const value of ['1 2', '1\u200b2', 'é']) {
      const wrong = [expect.stringMatching(`^${name} must be letters`)];
      expect(problems({ ...many, [name]: value })).toEqual(wrong);
    }
  },
);

test('takes a cookie domain with a dot before it, and none that the host is not below', () => {
  const PUBLIC_URL = 'https://invites.acme.org';
  const { authCookieDomain } = load({ PUBLIC_URL, AUTH_COOKIE_DOMAIN: '.Acme.org' });
  expect(authCookieDomain).toBe('acme.org');
  const wrong = [expect.stringMatching('^AUTH_COOKIE_DOMAIN must be the host of PUBLIC_URL')];
  for (const AUTH_COOKIE_DOMAIN of ['cme.org', 'a.invites.acme.org']) {
    expect(problems({ PUBLIC_URL, AUTH_COOKIE_DOMAIN })).toEqual(wrong);
  }
  const byAddress = { PUBLIC_URL: 'http://192.168.1.9', AUTH_COOKIE_DOMAIN: '168.1.9' };
  expect(problems(byAddress)).toEqual(wrong);
});

test.each([
  ['PORT', '80'],
  ['LOG_LEVEL', 'warn'],
  ['PUBLIC_URL', 'https://a.example'],
  ['SLACK_BOT_TOKEN', 'xoxb-1'],
  ['INVITE_TTL', '1d'],
])('drops blanks around %s, also those that do not break', (name, value) => {
  expect(load({ [name]: `\u00a0${value} \u00a0` })).toEqual(load({ [name]: value }));
});

test.each([
  ['smtp://smtp.acme.com:abc', 'host'],
  ['smtp://smtp.acme.com:99999', 'host'],
  ['smtp://smtp host', 'host'],
  ['smtp://::1', 'host'],
  ['smtp://smtp.acme.com/path', 'host'],
  ['smtp://', 'host'],
  ['smtp://user:password@smtp.acme.com:abc', 'host'],
  ['smtp://user:pass/word@smtp.acme.com', 'password'],
  ['smtp://user:pass#word@smtp.acme.com:25', 'password'],
  ['smtp://user:p%zz@smtp.acme.com', 'password'],
])('what is wrong with %s is said of its %s', (SMTP_URL, part) => {
  const words = { host: /^SMTP_URL needs a host/, password: /write @ as %40/ };
  const other = part === 'host' ? words.password : words.host;
  const [said = ''] = problems({ SMTP_URL });
  expect(said).toMatch(words[part as keyof typeof words]);
  expect(said).not.toMatch(other);
});
