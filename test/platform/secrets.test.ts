import { expect, test } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';

const secret = 'a-secret-of-at-least-32-characters';
const data = Buffer.from('what is signed');

test('makes the same short code every time, and knows it again', () => {
  const secrets = createSecrets([secret]);
  const code = secrets.sign('invite_link', data);
  expect(code).toHaveLength(16);
  expect(createSecrets([secret]).sign('invite_link', data)).toEqual(code);
  expect(secrets.verify('invite_link', data, code)).toBe(true);
});

test('knows no code of other data, another secret or another purpose', () => {
  const secrets = createSecrets([secret]);
  const code = secrets.sign('invite_link', data);
  expect(secrets.verify('invite_link', Buffer.from('What is signed'), code)).toBe(false);
  expect(secrets.verify('invite_link', Buffer.alloc(0), code)).toBe(false);
  expect(createSecrets([`${secret}!`]).verify('invite_link', data, code)).toBe(false);
  // A purpose that is yet to come must not accept today's codes.
  expect(secrets.verify('tomorrows_purpose', data, code)).toBe(false);
});

test.each([0, 15, 17, 32])('knows no code of %i bytes', (length) => {
  expect(createSecrets([secret]).verify('invite_link', data, new Uint8Array(length))).toBe(false);
});

test('signs with the newest secret and knows the codes of all', () => {
  const old = createSecrets(['old-secret-of-at-least-32-characters']);
  const both = createSecrets([secret, 'old-secret-of-at-least-32-characters']);
  expect(both.verify('invite_link', data, old.sign('invite_link', data))).toBe(true);
  expect(both.sign('invite_link', data)).toEqual(createSecrets([secret]).sign('invite_link', data));
});

test('does not work without a secret', () => {
  expect(() => createSecrets([])).toThrow('no secret given');
});
