import * as oidc from 'openid-client';
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { forgetLimits, rounds, roundsTimeout } from '../support/races.ts';
import {
  type ConnectedTool,
  connectTool,
  discover,
  follow,
  openTool,
  sendToSignIn,
} from '../support/tool-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let tool: ConnectedTool;
let ana: Visitor;
beforeAll(async () => {
  world = await startWorld();
  tool = await connectTool(world);
  await joinAs(world, 'ana@example.com');
  ana = new Visitor(world);
  await ana.signIn('ana@example.com', goodPassword);
});
beforeEach(() => forgetLimits(world));
afterAll(() => world.stop());

const atOnce = 40;

/** How many of these got what they asked for; the others were refused by what the protocol has for it. */
async function winnersOf(tries: Promise<unknown>[]): Promise<number> {
  const results = await Promise.allSettled(tries);
  for (const result of results) {
    if (result.status === 'rejected')
      expect(result.reason).toMatchObject({ error: 'invalid_grant' });
  }
  return results.filter(({ status }) => status === 'fulfilled').length;
}

test.each(rounds())(
  'one code, exchanged by many at once, gives tokens once (round %i)',
  async () => {
    const config = await discover(world, tool);
    const sent = await sendToSignIn(world, config, tool.redirectUri);
    const { away } = await follow(world, ana, sent.path);
    if (!away) throw new Error('not at the tool');
    const exchange = () => oidc.authorizationCodeGrant(config, new URL(away), sent.checks);
    expect(await winnersOf(Array.from({ length: atOnce }, exchange))).toBe(1);
  },
  roundsTimeout(),
);

test.each(rounds())(
  'one refresh token, used by many at once, works once (round %i)',
  async () => {
    const { config, tokens } = await openTool(world, tool, ana);
    const refresh = () => oidc.refreshTokenGrant(config, tokens.refresh_token ?? '');
    expect(await winnersOf(Array.from({ length: atOnce }, refresh))).toBe(1);
  },
  roundsTimeout(),
);
