import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  addPerson,
  goodPassword,
  invitationsOf,
  invite,
  joinAs,
  signUpForm,
} from '../support/acts.ts';
import { readable, textOf, Visitor } from '../support/browser-acts.ts';
import { setSettings } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const day = 86_400_000;
let world: World;
beforeAll(async () => {
  world = await startWorld();
});
afterAll(() => world.stop());

describe('the password', () => {
  /** The link of somebody who tries all these, one after the other. */
  let weakPath: string;
  beforeAll(async () => {
    weakPath = (await invite(world, 'elf.weak@example.com')).path;
  });

  test.each([
    ['password12345678', 'one of the most common passwords'],
    ['Password2024!!!', 'one of the most common passwords'],
    ['iloveyouiloveyou', 'one of the most common passwords'],
    ['P@ssw0rdP@ssw0rd', 'one of the most common passwords'],
    ['summer2025summer2025', 'one of the most common passwords'],
    ['football football', 'made of what attackers try first'],
    ['aaaaaaaaaaaaaaaa', 'repeats or counts through'],
    ['abcdefghijklmnop', 'repeats or counts through'],
    ['elf.weak@example.com', 'mostly your email address'],
    ['Wilhelmina-1999', 'mostly your name'],
    ['Sandbox-sandbox-2026', "mostly your workspace's name"],
    ['short', 'at least 15 characters'],
    ['🔑 is far too long '.repeat(20), 'Use up to 256 characters'],
  ])('%s is refused on its field, with the reason', async (password, reason) => {
    const answer = await world.post(weakPath, signUpForm({ displayName: 'Wilhelmina', password }));

    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(readable(html)).toContain(reason);
    expect(html).toMatch(/<input id="password"[^>]*aria-invalid="true"/);
    expect(html).toMatch(/<input id="displayName"[^>]*value="Wilhelmina"/);
    expect(html).not.toMatch(/<input id="password"[^>]*value=/);
  });

  test.each([
    ['correct horse battery staple'],
    ['äöü 🔑 пароль 密码 مرور'],
    ['sixty-four characters, of which every single one is read, to the end'],
    [`${'a long one, of 256 characters, '.repeat(8)}the end`.padEnd(256, '.')],
  ])('%s is accepted', async (password) => {
    const { path, email } = await freshInvite();

    const answer = await world.post(path, signUpForm({ password }));

    expect(answer.status).toBe(303);
    expect((await new Visitor(world).signIn(email, password)).status).toBe(303);
    // Every sign of it counts, and as it was typed.
    const [first = '', ...rest] = password;
    const others = [password.slice(0, -1), `${password}.`, [first, '.', ...rest].join('')];
    for (const other of [...others, password.replace(/[a-zä]/, (one) => one.toUpperCase())]) {
      expect((await new Visitor(world).signIn(email, other)).status, other).toBe(400);
    }
  });

  test('counts as the same from a keyboard that composes characters otherwise', async () => {
    const { path, email } = await freshInvite();
    await world.post(path, signUpForm({ password: 'café ﬁancé Ω two words'.normalize('NFD') }));

    const other = 'café fiancé Ω two words'.normalize('NFC');

    expect((await new Visitor(world).signIn(email, other)).status).toBe(303);
  });
});

describe('somebody who is signed in already', () => {
  test('as another member is told as whom, uses nothing up, and comes back after signing out', async () => {
    const visitor = new Visitor(world);
    const bob = await freshInvite();
    await visitor.post(bob.path, { displayName: 'Bob', password: goodPassword });
    const ana = await freshInvite();

    const page = await visitor.get(ana.path);
    expect(page.status).toBe(200);
    const html = await page.text();
    expect(readable(html)).toContain(`you're Bob (${bob.email})`);
    expect(readable(html)).not.toContain(ana.email);
    const posted = await visitor.post(ana.path, { displayName: 'Ana', password: goodPassword });
    expect(posted.status).toBe(409);
    expect((await invitationsOf(world, ana.email))[0]?.accepted_at).toBeNull();

    const [, returnTo = ''] = /name="return" value="([^"]+)"/.exec(html) ?? [];
    const signedOut = await visitor.post('/sign-out', { return: returnTo });
    expect(signedOut.headers.get('location')).toBe(ana.path);
    expect((await visitor.get('/account')).status).toBe(401);
    const joined = await visitor.post(ana.path, { displayName: 'Ana', password: goodPassword });
    expect(joined.status).toBe(303);
  });

  test('as the one who used the link is sent to the account, not to sign in', async () => {
    const visitor = new Visitor(world);
    const { path } = await freshInvite();
    await visitor.post(path, { displayName: 'Ana', password: goodPassword });

    const page = await visitor.get(path);

    expect(page.status).toBe(410);
    expect(await page.text()).toContain('<a class="button" href="/account">Go to your account</a>');
  });
});

test('an address that became a member by another invitation is asked to sign in instead', async () => {
  const first = await freshInvite();
  await world.database.query('UPDATE invitations SET revoked_at = now() WHERE address = $1', [
    first.email,
  ]);
  const second = await invite(world, first.email);
  await world.post(second.path, signUpForm());
  await world.database.query(
    'UPDATE invitations SET revoked_at = NULL WHERE address = $1 AND accepted_at IS NULL',
    [first.email],
  );

  for (const answer of [await world.get(first.path), await world.post(first.path, signUpForm())]) {
    expect(answer.status).toBe(409);
    const html = await answer.text();
    expect(readable(html)).toContain("You're already a member");
    expect(html).toMatch(/<a class="button" href="\/sign-in\?workspace=[^"]+">Sign in<\/a>/);
  }
});

describe('a page that was open while the link', () => {
  test.each([
    ['was used', 'accepted_at = now()', 410, 'has been used'],
    ['was revoked', 'revoked_at = now()', 410, 'was revoked'],
    ['was replaced', 'generation = generation + 1', 410, "There's a newer link"],
    ['expired', "expires_at = now() - interval '1 second'", 410, 'has expired'],
  ])('%s says so when its form is sent', async (_name, change, status, words) => {
    const { path, email } = await freshInvite();
    expect((await world.get(path)).status).toBe(200);
    await world.database.query(`UPDATE invitations SET ${change} WHERE address = $1`, [email]);

    const answer = await world.post(path, signUpForm());

    expect(answer.status).toBe(status);
    expect(await textOf(answer)).toContain(words);
    expect(await membersCalled(email)).toBe(0);
  });
});

describe('asking for a new invitation', () => {
  test.each([
    ['revoked_at = now()'],
    ['generation = generation + 1'],
    ["expires_at = now() - interval '1 second'"],
  ])('is offered when %s, and tells the inviter by DM', async (change) => {
    const { path, email } = await freshInvite();
    await world.database.query(`UPDATE invitations SET ${change} WHERE address = $1`, [email]);
    const page = await (await world.get(path)).text();
    expect(page).toContain(`<form method="post" action="${path}/again">`);

    const asked = await world.post(`${path}/again`, new FormData());

    expect(asked.status).toBe(303);
    expect(asked.headers.get('location')).toBe(path);
    const after = await textOf(await world.get(path));
    expect(after).toMatch(/We've asked .+ for a new invitation\. Watch your inbox/);
    expect(after).not.toContain('Ask for a new invitation');
    const told = `${email} needs a new invitation to Sandbox`;
    // Messages to one person go one a second, and many who joined came before.
    await world.slack.until(
      () => world.slack.dms('U0ADAM').find(({ text }) => text === told),
      15_000,
    );
  });

  test('ten times at once tells the inviter once, and once more a day later', async () => {
    const { path, email } = await freshInvite();
    await world.database.query('UPDATE invitations SET revoked_at = now() WHERE address = $1', [
      email,
    ]);

    const answers = await Promise.all(
      Array.from({ length: 10 }, () => world.post(`${path}/again`, new FormData())),
    );

    expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(303));
    expect(await askedDeliveries(email)).toBe(1);
    world.clock.shiftMs += day;
    expect(await textOf(await world.get(path))).toContain('Ask for a new invitation');
    await world.post(`${path}/again`, new FormData());
    expect(await askedDeliveries(email)).toBe(2);
  });

  test('tells an inviter who is a member by email', async () => {
    const admin = await joinAs(world, 'olga@example.com', { role: 'admin', by: 'U0ADAM' });
    expect(admin.email).toBe('olga@example.com');
    const invited = await invite(world, 'from-olga@example.com', { by: 'U0OLGA' });
    await world.database.query('UPDATE invitations SET revoked_at = now() WHERE address = $1', [
      invited.email,
    ]);

    await world.post(`${invited.path}/again`, new FormData());

    const letter = await world.letterTo('olga@example.com');
    expect(letter.parsed.subject).toBe('from-olga@example.com needs a new invitation');
    expect(letter.parsed.text).toContain('https://slack.com/app_redirect?app=A0APP&team=');
    expect(letter.parsed.text).not.toContain('/join/');
  });

  test('is not offered for a link that works, was used, or is unknown', async () => {
    const { path } = await freshInvite();
    expect(await (await world.get(path)).text()).not.toContain('/again');
    const works = await world.post(`${path}/again`, new FormData());
    expect(works.headers.get('location')).toBe(path);
    await world.post(path, signUpForm());
    expect(await (await world.get(path)).text()).not.toContain('/again');
    await world.post(`${path}/again`, new FormData());

    const unknown = await world.post(`/join/${'A'.repeat(43)}/again`, new FormData());

    expect(unknown.status).toBe(404);
    const rows = await world.database.query(
      "SELECT id FROM deliveries WHERE notice LIKE '%ask_again%' AND invitation_id IN (SELECT id FROM invitations WHERE accepted_at IS NOT NULL)",
    );
    expect(rows).toEqual([]);
  });
});

/** Asks for a new invitation with a revoked one; gives who is told. */
async function toldOf({ path, email }: { path: string; email: string }): Promise<unknown[]> {
  await world.database.query('UPDATE invitations SET revoked_at = now() WHERE address = $1', [
    email,
  ]);
  await world.post(`${path}/again`, new FormData());
  const rows = await world.database.query(
    "SELECT d.recipient FROM deliveries d JOIN invitations i ON i.id = d.invitation_id WHERE i.address = $1 AND d.notice LIKE '%ask_again%'",
    [email],
  );
  return rows.map(({ recipient }) => recipient);
}

test('whoever can no longer invite is not asked for a new invitation', async () => {
  await world.database.query("UPDATE members SET role = 'member'");
  await joinAs(world, 'rita@example.com', { role: 'admin' });
  addPerson(world, { id: 'U0DEA', email: 'dea@example.com' });
  await joinAs(world, 'dea@example.com', { role: 'admin' });
  const byAdam = [await freshInvite(), await freshInvite()] as const;
  const byDea = await invite(world, 'from-dea@example.com', { by: 'U0DEA' });
  expect(await toldOf(byAdam[0])).toEqual(['U0ADAM']);

  await setSettings(world, { slack_admins_are_admins: false });
  expect(await toldOf(byAdam[1])).toEqual(['rita@example.com']);
  const deactivated = "UPDATE members SET deactivated_at = now() WHERE address = 'dea@example.com'";
  await world.database.query(deactivated);
  expect(await toldOf(byDea)).toEqual(['rita@example.com']);
  await setSettings(world, { slack_admins_are_admins: true });
});

let invites = 0;
async function freshInvite() {
  invites += 1;
  return await invite(world, `invitee${invites}@example.com`);
}

async function membersCalled(address: string): Promise<number> {
  const rows = await world.database.query('SELECT id FROM members WHERE address = $1', [address]);
  return rows.length;
}

async function askedDeliveries(address: string): Promise<number> {
  const rows = await world.database.query(
    "SELECT d.id FROM deliveries d JOIN invitations i ON i.id = d.invitation_id WHERE i.address = $1 AND d.notice LIKE '%ask_again%'",
    [address],
  );
  return rows.length;
}
