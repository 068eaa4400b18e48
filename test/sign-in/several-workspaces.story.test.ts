import { verify } from '@node-rs/argon2';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { signInByAllStrangers } from '../../src/sign-in/rules.ts';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { textOf, Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

// The real thing, counted.
vi.mock('@node-rs/argon2', async (original) => {
  const argon2 = await original<typeof import('@node-rs/argon2')>();
  return { ...argon2, verify: vi.fn(argon2.verify) };
});

let world: World;
beforeAll(async () => {
  world = await startWorld();
  await joinAs(world, 'ana@example.com');
  await addWorkspace('T0OTHER', 'other');
});
afterAll(() => world.stop());

/** Another team on this server, whose only member is eva@example.com with the same password as Ana. */
async function addWorkspace(slackTeamId: string, domain: string | null): Promise<void> {
  await world.database.query(
    `WITH w AS (
       INSERT INTO workspaces (id, slack_team_id, slack_domain, name, created_at)
       VALUES (gen_random_uuid(), $1::text, $2, 'Sandbox', '2020-01-01') RETURNING id)
     INSERT INTO members (id, workspace_id, email, address, display_name, role, password_hash, joined_at)
     SELECT gen_random_uuid(), w.id, 'eva@example.com', 'eva@example.com', 'Eva of ' || $1, 'member',
       (SELECT password_hash FROM members LIMIT 1), now() FROM w`,
    [slackTeamId, domain],
  );
}

test('who comes without a link or cookie is asked for the address that Slack gave the workspace', async () => {
  const visitor = new Visitor(world);
  const page = await (await visitor.get('/sign-in')).text();
  expect(page).toMatch(/<input id="slackDomain"[^>]*autocomplete="organization"/);

  const answer = await visitor.post('/sign-in', {
    slackDomain: ' Sandbox.slack.com ',
    email: 'ana@example.com',
    password: goodPassword,
  });

  expect(answer.status).toBe(303);
  expect(await textOf(await visitor.get('/account'))).toContain('Ana');
});

test('older workspaces of the same name lock nobody out, neither of signing in nor of a new password', async () => {
  await Promise.all(['T1', 'T2', 'T3', 'T4', 'T5', 'T6'].map((id) => addWorkspace(id, null)));
  const form = { slackDomain: 'sandbox', email: 'ana@example.com' };

  const signedIn = await new Visitor(world).post('/sign-in', { ...form, password: goodPassword });
  await new Visitor(world).post('/forgot', form);

  expect(signedIn.status).toBe(303);
  // New sign-ins are told, too.
  let subject = '';
  while (!subject.startsWith('Reset your password')) {
    subject = (await world.letterTo('ana@example.com')).parsed.subject ?? '';
  }
});

test.each([
  ['other', 303],
  ['https://OTHER.slack.com/', 303],
  ['T0OTHER', 400],
  ['Sandbox', 400],
  ['sandbox', 400],
  ['%', 400],
  ['_____', 400],
  ['other\u0000', 400],
  ['', 400],
])(
  'of the team “other”, whose name others have too, %s leads in with %i',
  async (slackDomain, status) => {
    const fields = { slackDomain, email: 'eva@example.com', password: goodPassword };

    expect((await new Visitor(world).post('/sign-in', fields)).status).toBe(status);
  },
);

test('one hash is compared, whoever is asked for and wherever', async () => {
  const compare = vi.mocked(verify);
  const compared: number[] = [];
  for (const [slackDomain, email] of [
    ['sandbox', 'ana@example.com'],
    ['sandbox', 'nobody@example.com'],
    ['other', 'eva@example.com'],
    ['nowhere', 'eva@example.com'],
  ] as const) {
    compare.mockClear();
    await new Visitor(world).post('/sign-in', { slackDomain, email, password: 'wrong' });
    compared.push(compare.mock.calls.length);
  }

  expect(compared).toEqual([1, 1, 1, 1]);
});

test.each(['https://app.slack.com/client/T0OTHER/C1', 'Sandbox Ltd', 'corp.example.com'])(
  'what can be no address of a team, %s, is refused at its field and is no try',
  async (slackDomain) => {
    const compare = vi.mocked(verify);
    compare.mockClear();
    const tries = () => world.database.query('SELECT key, acts FROM rate_limits ORDER BY key');
    const before = await tries();
    const visitor = new Visitor(world);
    const fields = { slackDomain, email: 'eva@example.com' };
    const answers = [
      await visitor.post('/sign-in', { ...fields, password: goodPassword }),
      await visitor.post('/forgot', fields),
    ];

    for (const answer of answers) {
      expect(answer.status).toBe(400);
      const html = await answer.text();
      expect(html).toMatch(
        /id="slackDomain-problem">[^<]*app\.slack\.com is the same for everyone/,
      );
      expect(html).toMatch(/id="slackDomain-problem">[^<]*click your workspace/);
      expect(html).toContain(`value="${slackDomain}"`);
      expect(html).toContain('value="eva@example.com"');
      expect(html).not.toContain('Wrong Slack address, email or password');
    }
    expect(compare).not.toHaveBeenCalled();
    expect(await tries()).toEqual(before);
  },
);

test.each(['cor\u0002p.slack.com', 'corp\u2800'])(
  'a team typed as %j comes back without the sign that nobody sees, which is said',
  async (slackDomain) => {
    const fields = { slackDomain, email: 'eva@example.com', password: goodPassword };
    for (const path of ['/sign-in', '/forgot']) {
      const html = await (await new Visitor(world).post(path, fields)).text();
      expect(html, path).toMatch(/id="slackDomain-problem">[^<]*We took them out/);
      expect(html, path).toMatch(/<input id="slackDomain"[^>]*value="corp(?:\.slack\.com)?"/);
    }
  },
);

test('a team that was left out is asked for at its field', async () => {
  const fields = { slackDomain: ' ', email: 'eva@example.com', password: goodPassword };
  for (const path of ['/sign-in', '/forgot']) {
    const html = await (await new Visitor(world).post(path, fields)).text();
    expect(html, path).toMatch(/id="slackDomain-problem">Enter your team/);
  }
});

test('a browser that knows a team goes on being asked for the other one that it named', async () => {
  const visitor = new Visitor(world);
  const ana = { slackDomain: 'sandbox', email: 'ana@example.com', password: goodPassword };
  expect((await visitor.post('/sign-in', ana)).status).toBe(303);
  await visitor.post('/sign-out', {});
  const fields = { email: 'eva@example.com', password: 'wrong' };
  for (const [path, slackDomain] of [
    ['/sign-in', 'other'],
    ['/sign-in', 'Other Ltd'],
    ['/forgot', 'Other Ltd'],
  ] as const) {
    const html = await (await visitor.post(path, { ...fields, slackDomain })).text();
    expect(html, path).toMatch(new RegExp(`<input id="slackDomain"[^>]*value="${slackDomain}"`));
    expect(html, path).not.toContain('name="workspace"');
  }
});

test('a domain that Slack gave to another team leads there, as soon as Slack says so', async () => {
  const domainOf = async (team: string) =>
    (
      await world.database.query(
        'SELECT slack_domain AS is FROM workspaces WHERE slack_team_id = $1',
        [team],
      )
    )[0]?.is;
  expect(await domainOf('T0SANDBOX')).toBe('sandbox');
  world.slack.state.team.domain = 'other';
  await world.slack.command({ user: 'U0ADAM', command: '/invite', text: 'help' });
  await expect.poll(() => domainOf('T0SANDBOX'), { timeout: 15_000 }).toBe('other');

  expect(await domainOf('T0OTHER')).toBeNull();
  const fields = { slackDomain: 'other', password: goodPassword };
  const eva = await new Visitor(world).post('/sign-in', { ...fields, email: 'eva@example.com' });
  const ana = await new Visitor(world).post('/sign-in', { ...fields, email: 'ana@example.com' });
  expect([eva.status, ana.status]).toEqual([400, 303]);

  world.slack.state.team.domain = 'sandbox';
  await world.slack.command({ user: 'U0ADAM', command: '/invite', text: 'help' });
  await expect.poll(() => domainOf('T0SANDBOX'), { timeout: 15_000 }).toBe('sandbox');
  await world.database.query(
    "UPDATE workspaces SET slack_domain = 'other' WHERE slack_team_id = 'T0OTHER'",
  );
});

test('an unknown workspace, address and password are one answer', async () => {
  const wrong = { slackDomain: 'sandbox', email: 'ana@example.com', password: 'wrong' };
  const answers = await Promise.all(
    [wrong, { ...wrong, email: 'ona@example.com' }, { ...wrong, slackDomain: 'nowhere' }].map(
      async (fields) => {
        const answer = await new Visitor(world).post('/sign-in', fields);
        return (await answer.text()).replace('ona@', 'ana@').replace('nowhere', 'sandbox');
      },
    ),
  );

  expect(new Set(answers).size).toBe(1);
  expect(answers[0]).toContain('Wrong Slack address, email or password');
});

test('a browser that was signed in is not asked again, but may choose another workspace', async () => {
  const visitor = new Visitor(world);
  await visitor.post('/sign-in', {
    slackDomain: 'sandbox',
    email: 'ana@example.com',
    password: goodPassword,
  });
  await visitor.post('/sign-out', {});

  const page = await (await visitor.get('/sign-in')).text();
  expect(page).toContain('<title>Sign in to Sandbox</title>');
  expect(page).toContain('href="/sign-in?workspace=other"');
  const other = await (await visitor.get('/sign-in?workspace=other')).text();
  expect(other).toContain('id="slackDomain"');
  const [, id = ''] = /name="workspace" value="([^"]+)"/.exec(page) ?? [];
  const fields = { workspace: id, email: 'ana@example.com', password: goodPassword };
  expect((await new Visitor(world).post('/sign-in', fields)).status).toBe(303);
});

test('a session of one workspace opens nothing of another', async () => {
  const visitor = new Visitor(world);
  await visitor.post('/sign-in', {
    slackDomain: 'other',
    email: 'eva@example.com',
    password: goodPassword,
  });

  const account = await textOf(await visitor.get('/account'));

  expect(account).toContain('Eva of T0OTHER');
  expect(account).not.toContain('Ana');
});

test('a browser stays known to an account when it is signed in or joins elsewhere, so nobody locks anybody out', async () => {
  const eva = { slackDomain: 'other', email: 'eva@example.com', password: goodPassword };
  const browser = new Visitor(world);
  await browser.post('/sign-in', eva);
  // An invitation of another team, a new password there, and signing in there.
  const { path } = await invite(world, 'eva@elsewhere.example');
  const joined = await browser.post(path, { displayName: 'Eva', password: goodPassword });
  expect(joined.headers.get('location')).toBe('/account?joined');
  const password = 'quite another set of words';
  await browser.post('/account', { act: 'password', current: goodPassword, password });
  const there = { slackDomain: 'sandbox', email: 'eva@elsewhere.example', password };
  expect((await browser.post('/sign-in', there)).status).toBe(303);
  await new Visitor(world).post('/forgot', there);
  const letter = await resetLetter('eva@elsewhere.example');
  expect((await browser.post(letter, { password: goodPassword })).status).toBe(303);

  await new Visitor(world).post('/sign-in', { ...eva, password: 'wrong' });
  await world.database.query('UPDATE rate_limits SET acts = $1 WHERE starts_with(key, $2)', [
    signInByAllStrangers.max,
    `${signInByAllStrangers.name}:`,
  ]);

  expect((await new Visitor(world).post('/sign-in', eva)).status).toBe(429);
  expect((await browser.post('/sign-in', eva)).status).toBe(303);
});

/** The path of the reset link in the next letter that has one. */
async function resetLetter(email: string): Promise<string> {
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [path] = /\/reset\/[\w-]+/.exec(parsed.text ?? '') ?? [];
    if (path) return path;
  }
}
