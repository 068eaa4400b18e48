import { buttonsOf } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPerson,
  allRows,
  cookieOf,
  deliveriesAtRest,
  goodPassword,
  invite,
  joinAs,
} from '../support/acts.ts';
import { dmAfter, openHome, typeCommand } from '../support/slack-acts.ts';
import { startWorld, type World } from '../support/world.ts';

const newPassword = 'quite another set of words';

let world: World;
/** What would let a thief in, by what it is. */
let secrets: Record<string, string>;
beforeAll(async () => {
  world = await startWorld({ LOG_LEVEL: 'trace' });
  secrets = await everythingOnce();
});
afterAll(() => world.stop());

function form(fields: Record<string, string>): FormData {
  const data = new FormData();
  for (const [name, value] of Object.entries(fields)) data.set(name, value);
  return data;
}

/** The next letter to Ana with this subject; others may come before it. */
async function anasLetter(subject: string): Promise<Awaited<ReturnType<World['letterTo']>>> {
  const letter = await world.letterTo('ana@example.com');
  return letter.parsed.subject === subject ? letter : await anasLetter(subject);
}

/** Somebody does everything that has to do with a secret; gives the secrets. */
async function everythingOnce(): Promise<Record<string, string>> {
  const pia = addPerson(world, { id: 'U0PIA', name: 'pia' });
  const dm = await dmAfter(world, pia, () => invite(world, 'u0pia@people.example'));
  expect(buttonsOf({ blocks: dm.blocks ?? [] })).toHaveLength(1);
  const open = await invite(world, 'open@example.com');
  const joined = await joinAs(world, 'ana@example.com');
  await openHome(world);
  await typeCommand(world, 'list');
  await world.slack.post({
    user: 'U0MIA',
    channel: 'C0GENERAL',
    text: `http://localhost:3000${open.path}`,
  });
  const signedIn = await world.post(
    '/sign-in',
    form({ email: 'ana@example.com', password: goodPassword }),
  );
  await world.post(
    '/sign-in',
    form({ email: 'ana@example.com', password: 'a wrong one, by mistake' }),
  );
  await world.post('/forgot', form({ email: 'ana@example.com' }));
  const letter = await anasLetter('Reset your password for Sandbox');
  const reset = /\/reset\/([\w-]+)/.exec(letter.parsed.text ?? '')?.[1] ?? '';
  const again = await world.post(`/reset/${reset}`, form({ password: newPassword }));
  await anasLetter('Your password for Sandbox was changed');
  await world.post('/forgot', form({ email: 'ana@example.com' }));
  const second = await anasLetter('Reset your password for Sandbox');
  const altered = `${open.token.slice(0, -2)}${open.token.endsWith('AA') ? 'BB' : 'AA'}`;
  const dead = await world.get(`/join/${altered}`);
  expect(dead.status).toBe(404);
  await deliveriesAtRest(world);
  return {
    'the open invite link': open.token,
    'the used invite link': joined.token,
    'the first session': tokenIn(joined.cookie),
    'the second session': tokenIn(cookieOf(signedIn)),
    'the third session': tokenIn(cookieOf(again)),
    'the used reset link': reset,
    'the open reset link': /\/reset\/([\w-]+)/.exec(second.parsed.text ?? '')?.[1] ?? '',
    'the old password': goodPassword,
    'the new password': newPassword,
    'a wrong password': 'a wrong one, by mistake',
    'the bot token': world.config.slack.botToken ?? '',
    'the signing secret': world.config.slack.signingSecret,
    'the app secret': world.config.appSecrets[0] ?? '',
  };
}

function tokenIn(cookie: string): string {
  return cookie.slice(cookie.indexOf('=') + 1);
}

/** A secret, and the same in the other ways in which bytes are written. */
function spellings(secret: string): string[] {
  const bytes = Buffer.from(secret, 'base64url');
  const isToken = bytes.toString('base64url') === secret && bytes.length >= 16;
  const code = bytes.subarray(-16);
  const ofText = [
    secret,
    encodeURIComponent(secret),
    Buffer.from(secret).toString('base64'),
    Buffer.from(secret).toString('hex'),
  ];
  const ofToken = [
    bytes.toString('hex'),
    bytes.toString('base64'),
    code.toString('hex'),
    code.toString('base64url').slice(0, 20),
  ];
  return isToken ? [...ofText, ...ofToken] : ofText;
}

function expectNoSecretIn(text: string): void {
  const found = Object.entries(secrets)
    .filter(([, secret]) => spellings(secret).some((each) => text.includes(each)))
    .map(([what]) => what);
  expect(found).toEqual([]);
}

test('there is something to steal', () => {
  for (const [what, secret] of Object.entries(secrets))
    expect(secret.length, what).toBeGreaterThan(11);
});

test('no row of the database lets anybody in', async () => {
  // As a dump has them: every table as text.
  const counters = await world.database.query('SELECT to_jsonb(t)::text AS row FROM rate_limits t');
  const rows = [...(await allRows(world)), ...counters.map(({ row }) => String(row))];
  expect(rows.length).toBeGreaterThan(15);
  expect(rows.join('\n')).toContain('ana@example.com');
  expectNoSecretIn(rows.join('\n'));
});

test('no line of the log lets anybody in, whatever is logged', () => {
  const lines = world.logs.map((line) => JSON.stringify(line)).join('\n');
  expect(world.logs.length).toBeGreaterThan(12);
  expect(lines).toContain('/join/:token');
  expectNoSecretIn(lines);
});
