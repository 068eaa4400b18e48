import { afterAll, beforeAll, test } from 'vitest';
import { type ForwardAuth, startForwardAuth } from '../support/forward-auth.ts';
import {
  keepsFiguresInside,
  keepsItsHeaders,
  keepsOurCookies,
  letsMembersThrough,
  letsNoHeaderIn,
  refusesStrangers,
  sendsToSignIn,
  takesNoSession,
} from '../support/forward-auth-checks.ts';

// The example of docs/forward-auth.md, run as it stands there.

let front: ForwardAuth;
beforeAll(async () => {
  front = await startForwardAuth('caddy');
});
afterAll(() => front.stop());

test('Caddy lets a signed-in member through, and tells the tool who they are, whatever the browser says', async () => {
  await letsMembersThrough(front);
});

test('Caddy hands on no header of a browser that looks like one of ours', async () => {
  await letsNoHeaderIn(front);
});

test('Caddy gives the tool all that is said of the member, though the browser names headers to be dropped', async () => {
  await keepsItsHeaders(front);
});

test('Caddy keeps our cookies from the tool, and leaves it its own, whatever they are called', async () => {
  await keepsOurCookies(front);
});

test('Caddy lets nobody through by the session, and what it sees opens no account', async () => {
  await takesNoSession(front);
});

test('Caddy sends whoever is signed out to sign in, and they come back to the same page', async () => {
  await sendsToSignIn(front);
});

test('Caddy refuses a team that is not listed, and a removed member at the next request', async () => {
  await refusesStrangers(front);
});

test('Caddy shows nobody the figures', async () => {
  await keepsFiguresInside(front);
});
