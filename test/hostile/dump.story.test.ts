import { Secret } from 'otpauth';
import { personIn } from 'pretend-slack/driver';
import { afterAll, beforeAll, expect, test } from 'vitest';
import {
  addPerson,
  deliveriesAtRest,
  forwardCookie,
  goodPassword,
  invite,
  joinAs,
} from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { PasskeyVisitor } from '../support/passkey-acts.ts';
import { AuthenticatorApp, codesIn, offerIn } from '../support/second-step-acts.ts';
import { openHome, pressHome } from '../support/slack-acts.ts';
import { startSlackSignInWorld } from '../support/slack-sign-in.ts';
import { connectTool, discover, follow, openTool, sendToSignIn } from '../support/tool-acts.ts';
import type { World } from '../support/world.ts';
import { decoded, spellingsOf } from './secret-text.ts';

// Somebody has got hold of a copy of the database, after every way in was used, and of the log.

const newPassword = 'quite another set of words';
const ana = 'ana@people.example';
const ben = 'ben@people.example';

let world: World;
const secrets = new Map<string, string>();
let dump: string;
beforeAll(async () => {
  world = await startSlackSignInWorld({
    LOG_LEVEL: 'trace',
    AUTH_TEAMS: 'T0SANDBOX',
  });
  await everyWayOnce();
  await deliveriesAtRest(world);
  dump = await everyRow();
});
afterAll(() => world.stop());

/** What a browser keeps by which it is known, but for the workspace that it was in last. */
function keep(who: string, { jar }: Visitor): void {
  for (const pair of (jar.header.cookie ?? '').split('; ')) {
    const at = pair.indexOf('=');
    const [name, value] = [pair.slice(0, at), decodeURIComponent(pair.slice(at + 1))];
    // What was taken away again is empty.
    if (value !== '' && !/workspace/.test(name)) secrets.set(`${who}'s cookie ${name}`, value);
  }
}

/** The personal part of the link in the next letter that has one of this folder. */
async function linkIn(email: string, folder: string): Promise<string> {
  const link = new RegExp(`http://localhost:3000/${folder}/([\\w-]+)`);
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, token] = link.exec(parsed.text ?? '') ?? [];
    if (token) return token;
  }
}

async function everyWayOnce(): Promise<void> {
  secrets.set('an invite link', (await invite(world, 'open@people.example')).token);
  await byPassword();
  await byReset();
  await bySecondStep();
  await byPasskey();
  await bySlack();
  await bySignInLink();
  await byTools();
  const { config } = world;
  secrets.set('the app secret', config.appSecrets[0] ?? '');
  secrets.set('the bot token', config.slack.botToken ?? '');
  secrets.set('the signing secret', config.slack.signingSecret);
}

async function byPassword(): Promise<void> {
  secrets.set('the invite link that Ana used', (await joinAs(world, ana)).token);
  const visitor = new Visitor(world);
  await visitor.signIn(ana, 'a wrong one, by mistake');
  await visitor.signIn(ana, goodPassword);
  keep('by password', visitor);
  secrets.set('a password', goodPassword);
  secrets.set('a wrong password', 'a wrong one, by mistake');
  secrets.set('a link to say that it was somebody else', await linkIn(ana, 'not-me'));
}

async function byReset(): Promise<void> {
  const visitor = new Visitor(world);
  await visitor.post('/forgot', { email: ana });
  const used = await linkIn(ana, 'reset');
  expect((await visitor.post(`/reset/${used}`, { password: newPassword })).status).toBe(303);
  keep('by reset', visitor);
  await visitor.post('/forgot', { email: ana });
  secrets.set('a new password', newPassword);
  secrets.set('a reset link that was used', used);
  secrets.set('a reset link that works', await linkIn(ana, 'reset'));
}

async function bySecondStep(): Promise<void> {
  const home = new Visitor(world);
  await home.signIn(ana, newPassword);
  const path = '/account/second-step';
  const { key, sealed, action } = offerIn(await (await home.get(path)).text());
  const app = new AuthenticatorApp(world, key);
  const shown = await home.post(action, { act: 'on', sealed, code: app.code() });
  const codes = codesIn(await shown.text());
  expect(codes).toHaveLength(10);
  keep('who set a second step up', home);
  for (const [index, code] of codes.entries()) secrets.set(`recovery code ${index + 1}`, code);
  for (const [index, code] of codes.entries()) {
    secrets.set(`recovery code ${index + 1} as it may be typed`, code.replaceAll('-', ''));
  }
  const bare = key.replace(/\s/g, '');
  secrets.set('the key of the app', bare);
  secrets.set('its bytes', Buffer.from(Secret.fromBase32(bare).bytes).toString('base64url'));
  for (const code of [app.nextCode(), codes[0] ?? '']) {
    const visitor = new Visitor(world);
    await visitor.signIn(ana, newPassword);
    keep('half way', visitor);
    expect((await visitor.post('/sign-in/code', { code })).status).toBe(303);
    keep('by code', visitor);
  }
  const halfWay = new Visitor(world);
  await halfWay.signIn(ana, newPassword);
  keep('still half way', halfWay);
}

async function byPasskey(): Promise<void> {
  const { path, token } = await invite(world, ben);
  const visitor = new PasskeyVisitor(world);
  const toJoin = await visitor.asked(`${path}/passkey-options`);
  const passkey = visitor.device.create(toJoin);
  expect((await visitor.post(path, { displayName: 'Ben', passkey })).status).toBe(303);
  keep('who joined by passkey', visitor);
  expect((await visitor.signInByPasskey()).status).toBe(303);
  keep('by passkey', visitor);
  secrets.set('the invite link that Ben used', token);
  secrets.set('a challenge that was answered', toJoin.challenge);
  const waiting = await visitor.asked('/sign-in/passkey/options');
  secrets.set('a challenge that waits', waiting.challenge);
  keep('who was asked for a passkey', visitor);
}

async function bySlack(): Promise<void> {
  const email = 'cleo@people.example';
  const user = addPerson(world, { id: 'U0CLEO', name: 'cleo', email });
  const { path } = await invite(world, email);
  for (const start of [`${path}/slack`, '/sign-in/slack']) {
    const visitor = new Visitor(world);
    const away = await visitor.get(start, { 'sec-fetch-site': 'same-origin' });
    const asks = new URL(away.headers.get('location') ?? '');
    keep('on the way to Slack', visitor);
    const back = new URL(world.slack.signIn(user, asks.href));
    for (const one of ['state', 'nonce']) {
      secrets.set(`the ${one} of ${start}`, asks.searchParams.get(one) ?? '');
    }
    secrets.set(`Slack's code of ${start}`, back.searchParams.get('code') ?? '');
    expect((await visitor.get(back.pathname + back.search)).status).toBe(303);
    keep('by Slack', visitor);
  }
  const { slackSignIn, slack } = world.config as { slackSignIn?: object; slack: object };
  for (const [name, value] of Object.entries({ ...slack, ...slackSignIn })) {
    if (/clientSecret/.test(name)) secrets.set("Slack's client secret", String(value));
  }
}

async function bySignInLink(): Promise<void> {
  const adam = personIn(world.slack, 'U0ADAM');
  const send = async () => {
    await openHome(world, 'U0ADAM', 'Invite people');
    await pressHome(world, 'U0ADAM', 'home.tab_members', { words: ['● Members', ben] });
    await adam.presses('Details', { of: ben, in: 'home' });
    await adam.waitsFor('modal', 'New sign-in link…');
    await adam.presses('New sign-in link…', { in: 'modal' });
    await adam.waitsFor('modal', `(${ben}) back in`);
    await adam.submits();
    await adam.waitsFor('home', 'A sign-in link is on its way to');
    await world.slack.close({ user: 'U0ADAM', all: true });
    return await linkIn(ben, 'sign-in-link');
  };
  const used = await send();
  const visitor = new Visitor(world);
  expect((await visitor.post(`/sign-in-link/${used}`, {})).status).toBe(303);
  keep('by link', visitor);
  secrets.set('a sign-in link that was used', used);
  secrets.set('a sign-in link that works', await send());
}

async function byTools(): Promise<void> {
  const tool = await connectTool(world);
  const visitor = new PasskeyVisitor(world);
  await visitor.post('/sign-in', { email: 'dora@people.example', password: goodPassword });
  const { cookie } = await joinAs(world, 'dora@people.example');
  await visitor.signIn('dora@people.example', goodPassword);
  const { tokens, away, config } = await openTool(world, tool, visitor);
  secrets.set("the tool's secret", tool.secret);
  secrets.set('a code that was used', away.searchParams.get('code') ?? '');
  secrets.set('an access token', tokens.access_token);
  secrets.set('a refresh token', tokens.refresh_token ?? '');
  secrets.set('an ID token', tokens.id_token ?? '');
  const sent = await sendToSignIn(world, config, tool.redirectUri);
  const again = await follow(world, visitor, sent.path);
  secrets.set('a code that waits', again.away?.searchParams.get('code') ?? '');
  const stranger = new Visitor(world);
  const onTheWay = await sendToSignIn(world, await discover(world, tool), tool.redirectUri);
  await follow(world, stranger, onTheWay.path);
  keep('who opened a tool', visitor);
  keep('who is on the way to a tool', stranger);
  const shown = await forwardCookie(world, cookie);
  secrets.set('what proxies are shown', shown.slice(shown.indexOf('=') + 1));
}

/** Every row of every table as a dump has it. */
async function everyRow(): Promise<string> {
  const tables = await world.database.query(
    "SELECT tablename FROM pg_tables WHERE schemaname = 'public' ORDER BY tablename",
  );
  const rows: unknown[] = [];
  for (const { tablename } of tables) {
    const found = await world.database.query(
      `SELECT to_jsonb(t)::text AS row FROM "${String(tablename)}" t`,
    );
    rows.push(...found.map(({ row }) => `${String(tablename)} ${String(row)}`));
  }
  return rows.join('\n');
}

function secretsIn(text: string): string[] {
  const all = decoded(text);
  return [...secrets]
    .filter(([, secret]) => spellingsOf(secret).some((each) => all.includes(each)))
    .map(([what]) => what);
}

test('there is something of every way in to be found', () => {
  expect([...secrets].filter(([, secret]) => secret.length < 12)).toEqual([]);
  const kinds = ['session', 'half-way', 'passkey', 'browser', 'slack', 'tools-resume'];
  const names = [...secrets.keys()].join('\n');
  for (const kind of kinds) expect(names).toMatch(new RegExp(`cookie \\S*${kind}`));
  const filled = ['sessions', 'passkeys', 'passkey_challenges', 'second_steps', 'recovery_codes'];
  for (const table of [...filled, 'sign_in_links', 'oidc_entries', 'oidc_keys', 'rate_limits']) {
    expect(dump).toContain(`${table} {`);
  }
});

test('a secret would be found in each of its spellings', () => {
  const [secret = ''] = secrets.values();
  for (const written of [
    secret,
    `\\\\x${Buffer.from(secret).toString('hex')}`,
    `\\\\x${Buffer.from(secret, 'base64url').toString('hex')}`,
    `\\\\x${Buffer.from(`{"x":"${secret}"}`).toString('hex')}`,
    Buffer.from(`{"x":"${secret}"}`).toString('base64'),
  ]) {
    expect(secretsIn(`{"column": "${written}"}`), written).toHaveLength(1);
  }
});

test('no row of any table has one of them, nor a token of Slack or a key that signs', () => {
  expect(secretsIn(dump)).toEqual([]);
  expect(decoded(dump)).not.toMatch(/xox[a-z]-|eyJ[\w-]+\.eyJ|"d":"[\w-]{20}|PRIVATE KEY/);
});

test('no line of the log has one of them', () => {
  expect(world.logs.length).toBeGreaterThan(50);
  expect(secretsIn(world.logs.map((line) => JSON.stringify(line)).join('\n'))).toEqual([]);
});
