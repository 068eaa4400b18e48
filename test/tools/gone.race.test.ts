import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import { askToRemove } from '../support/slack-acts.ts';
import {
  type ConnectedTool,
  connectTool,
  discover,
  follow,
  openTool,
  sendToSignIn,
  startToldTool,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let told: Awaited<ReturnType<typeof startToldTool>>;
let wiki: ConnectedTool;
beforeAll(async () => {
  told = await startToldTool();
  world = await startWorld({ TOOL_HOSTS: '127.0.0.1', AUTH_TEAMS: 'T0SANDBOX' });
  wiki = await connectTool(world, { 'Sign-out address': `${told.url}/out` });
});
beforeEach(() => forgetLimits(world));
afterAll(async () => {
  await world.stop();
  await told.stop();
});

const adam = 'U0ADAM';
const patience = { timeout: 20_000 };

async function join(name: string): Promise<Visitor> {
  const email = `${name}@example.com`;
  await joinAs(world, email, { displayName: name });
  const browser = new Visitor(world);
  await browser.signIn(email, goodPassword);
  return browser;
}

/** Removes somebody while something else goes on; gives what came of that. */
async function removedWhile<T>(name: string, act: () => Promise<T>): Promise<T | Error> {
  await askToRemove(world, adam, name);
  const [came] = await Promise.all([
    act().catch((error: unknown) => (error instanceof Error ? error : new Error(String(error)))),
    world.slack.submit({ user: adam }),
  ]);
  const isClosed = async () => {
    const [row] = await world.database.query('SELECT closed_at FROM members WHERE address = $1', [
      `${name}@example.com`,
    ]);
    return row?.closed_at !== null;
  };
  await expect.poll(isClosed, patience).toBe(true);
  await world.slack.until(
    () => JSON.stringify(world.slack.modal(adam)).includes('Member removed'),
    15_000,
  );
  await world.slack.close({ user: adam });
  return came;
}

/** What a tool got is worth nothing, and whatever it takes for signed in it is told of. */
async function expectGone(
  config: oidc.Configuration,
  tokens: oidc.TokenEndpointResponse & oidc.TokenEndpointResponseHelpers,
): Promise<void> {
  const claims = tokens.claims();
  const { sub = '', sid } = { ...claims };
  await expect(oidc.fetchUserInfo(config, tokens.access_token, sub)).rejects.toThrow();
  await expect(oidc.refreshTokenGrant(config, tokens.refresh_token ?? '')).rejects.toThrow();
  const sids = () =>
    told.told.map((token) => {
      const [, payload = ''] = token.split('.');
      return (JSON.parse(Buffer.from(payload, 'base64url').toString()) as { sid: string }).sid;
    });
  await expect.poll(sids, patience).toContain(sid);
}

function expectRefused(came: unknown): void {
  expect(String(Object(came).error ?? came)).not.toContain('server_error');
}

test.each(rounds())(
  'who is removed while a tool exchanges their code is out of it, and it is told (round %i)',
  async (round) => {
    const ana = await join(`ana${round}`);
    const config = await discover(world, wiki);
    const sent = await sendToSignIn(world, config, wiki.redirectUri);
    const { away } = await follow(world, ana, sent.path);
    if (!away) throw new Error('not at the tool');
    const tokens = await removedWhile(`ana${round}`, () =>
      oidc.authorizationCodeGrant(config, new URL(away), sent.checks),
    );
    if (tokens instanceof Error) expectRefused(tokens);
    else await expectGone(config, tokens);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'who is removed while a tool refreshes is out of it, and it is told (round %i)',
  async (round) => {
    const bo = await join(`bo${round}`);
    const { config, tokens } = await openTool(world, wiki, bo);
    const sid = tokens.claims()?.sid;
    const refreshed = await removedWhile(`bo${round}`, () =>
      oidc.refreshTokenGrant(config, tokens.refresh_token ?? ''),
    );
    if (refreshed instanceof Error) expectRefused(refreshed);
    else await expectGone(config, refreshed);
    expect(sid).toBeDefined();
  },
  roundsTimeout(),
);

test.each(rounds())(
  'who is removed on the way to a tool gets no code that is worth anything (round %i)',
  async (round) => {
    const cy = await join(`cy${round}`);
    const config = await discover(world, wiki);
    const sent = await sendToSignIn(world, config, wiki.redirectUri);
    const came = await removedWhile(`cy${round}`, () => follow(world, cy, sent.path));
    if (came instanceof Error) throw came;
    expect(came.response.status).toBeLessThan(500);
    if (!came.away) return;
    await expect(oidc.authorizationCodeGrant(config, came.away, sent.checks)).rejects.toThrow();
  },
  roundsTimeout(),
);
