import { randomUUID } from 'node:crypto';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { unknownLinks } from '../../src/invitations/rules.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { allRows, deliveriesAtRest, invite, joinAs, signUpForm } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let joinPath = '';
let resetPath = '';
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  ({ path: joinPath } = await invite(world, 'ana@example.com'));
  await joinAs(world, 'bo@example.com');
  await new Visitor(world).post('/forgot', { email: 'Bo <bo@example.com>' });
  const { text } = (await world.letterTo('bo@example.com')).parsed;
  await deliveriesAtRest(world);
  resetPath = /http:\/\/localhost:3000(\/reset\/[\w-]+)/.exec(text ?? '')?.[1] ?? '';
});
afterAll(() => world.stop());

/** What mail programs, chats and people leave behind a link, as browsers send it. */
const tails = [
  '.',
  ',',
  ')',
  ').',
  '%3E',
  '%22',
  ']',
  '%5D',
  '*',
  '_',
  '!',
  ';',
  ':',
  "'",
  '…',
  '%E2%80%A6',
  '%E2%80%9D',
  '%E3%80%82',
  '%EF%BC%89',
  '%20',
  '%20%20',
  '%C2%A0',
  '%09',
  '%0A',
  '%0B',
  '%0D%0A',
  '%E2%80%8B',
  '%EF%BB%BF',
  '%C2%AD',
  '%E2%80%8E.',
  '%EF%B8%8F',
  '=',
  '%2520',
  '%252E',
  '%25E2%2580%258B',
  '%E2%80',
];

/** Asks for an address as it stands, which fetch would put in order first; gives the head of the answer. */
function rawGet(address: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    let answer = '';
    socket.on('data', (chunk) => {
      answer += chunk;
    });
    socket.on('close', () => resolve(answer.split('\r\n\r\n')[0] ?? ''));
    socket.on('error', reject);
    socket.write(`GET ${address} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`);
  });
}

test.each(tails)('leads from a link with %s behind it to the link', async (tail) => {
  expect(resetPath).not.toBe('');
  const before = await allRows(world);
  for (const path of [joinPath, resetPath]) {
    const answer = await world.get(`${path}${tail}?from=mail`);
    expect(answer.status).toBe(302);
    expect(answer.headers.get('location')).toBe(path);
    expect(answer.headers.get('referrer-policy')).toMatch(
      /^(strict-origin|same-origin|no-referrer)$/,
    );
    expect(answer.headers.get('cache-control')).toBe('no-store');
    expect(await answer.text()).toBe('');
    expect((await world.get(path)).status).toBe(200);
  }
  expect(await allRows(world)).toEqual(before);
});

test.each(['/', '//', '/.', '/?from=mail'])(
  'leads from a link with %s behind it to the link',
  async (tail) => {
    const before = await allRows(world);
    for (const path of [joinPath, resetPath]) {
      const answer = await world.get(path + tail);
      expect(answer.status).toBe(302);
      expect(answer.headers.get('location')).toBe(path + tail.replace(/^[/.]+/, ''));
      expect(answer.headers.get('referrer-policy')).toBe('strict-origin');
      expect(answer.headers.get('cache-control')).toBe('no-store');
      expect(answer.headers.get('x-robots-tag')).toBe('noindex');
      expect(await answer.text()).toBe('');
      const head = await fetch(world.url + path + tail, { method: 'HEAD', redirect: 'manual' });
      expect(head.headers.get('location')).toBe(answer.headers.get('location'));
    }
    expect(await allRows(world)).toEqual(before);
  },
);

test.each([
  ['/sign-in/', '/sign-in'],
  ['/sign-in/?return=%2Fa&workspace=x', '/sign-in?return=%2Fa&workspace=x'],
  ['/forgot/', '/forgot'],
  ['/account/', '/account'],
  ['/account/?done=%C3%A9', '/account?done=%C3%A9'],
])('leads from %s to the page itself', async (typed, page) => {
  const answer = await world.get(typed);

  expect(answer.status).toBe(302);
  expect(answer.headers.get('location')).toBe(page);
  expect(answer.headers.get('cache-control')).toBe('no-store');
});

test.each([
  '//',
  '//?a',
  '//evil.example/',
  '///evil.example//',
  '/\\evil.example/',
  '/%5Cevil.example/',
  '/%2Fevil.example/',
  '/%2F/',
  '//sign-in/',
  '/sign-in//evil.example/',
  '/join/',
  '/reset//',
  '/nowhere/',
])('leads from %s nowhere', async (typed) => {
  const answer = await rawGet(typed);

  expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(answer).not.toMatch(/^location:/im);
});

test('finds a link that was broken by a line or by signs that nobody sees', async () => {
  for (const path of [joinPath, resetPath]) {
    for (const sign of ['%0A', '%E2%80%8B', '%C2%AD']) {
      const answer = await world.get(`${path.slice(0, -9)}${sign}${path.slice(-9)}`);
      expect(answer.headers.get('location'), sign).toBe(path);
    }
  }
});

test.each([
  ['%00', 400],
  ['A', 404],
  ['.A', 404],
  ['%2Fmore', 404],
  ['@evil.example', 404],
  ['.evil.example', 404],
])('knows no link with %s behind it', async (tail, status) => {
  for (const path of [joinPath, resetPath]) {
    expect((await world.get(`${path}${tail}`)).status).toBe(status);
  }
});

test.each([
  '//evil.example',
  '%2F%2Fevil.example',
  'https:%2F%2Fevil.example',
  '%5C%5Cevil.example',
  '.',
  '%20',
  `${'A'.repeat(43)}%0d%0aLocation:%20https:%2F%2Fevil.example`,
])('leads nowhere else by %s', async (typed) => {
  for (const path of ['/join/', '/reset/']) {
    const answer = await world.get(path + typed);
    expect(answer.status).toBe(404);
    expect(answer.headers.get('location')).toBeNull();
  }
});

test('takes no form at a link with something behind it', async () => {
  const before = await allRows(world);
  expect((await world.post(`${joinPath}.`, signUpForm())).status).toBe(404);
  expect((await world.post(`${resetPath}.`, signUpForm())).status).toBe(404);
  expect((await world.post(`${joinPath}/`, signUpForm())).status).toBe(404);
  expect((await world.post('/sign-in/', signUpForm())).status).toBe(404);
  expect(await allRows(world)).toEqual(before);
});

test('counts a wrong link as a guess, and none with something behind it', async () => {
  const from = { 'x-forwarded-for': '203.0.113.77' };
  const secrets = createSecrets(['another-secret-of-at-least-32-characters']);
  const wrong = `/join/${inviteToken(secrets, { id: randomUUID() as InvitationId, generation: 1 })}`;
  const times = async (count: number, path: string) => {
    for (let done = 0; done < count; done += 10) {
      await Promise.all(Array.from({ length: 10 }, () => world.get(path, from)));
    }
  };
  await times(unknownLinks.max - 10, wrong);
  await times(20, `${joinPath}.`);
  await times(20, `${wrong}%E2%80%8B`);
  expect((await world.get(wrong, from)).status).toBe(404);
  await times(10, wrong);
  expect((await world.get(wrong, from)).status).toBe(429);
  expect((await world.get(`${joinPath}.`, from)).headers.get('location')).toBe(joinPath);
  expect((await world.get(joinPath, from)).status).toBe(200);
});
