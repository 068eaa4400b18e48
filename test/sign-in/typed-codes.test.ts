import { expect, test } from 'vitest';
import { readAppCode } from '../../src/sign-in/one-time-code.ts';
import { readRecoveryCode } from '../../src/sign-in/recovery-code.ts';

test.each([
  ['123456', '123456'],
  [' 123 456\n', '123456'],
  ['123-456', '123456'],
  ['\u200E123456\u200F', '123456'],
  ['１２３４５６', '123456'],
  ['١٢٣ ٤٥٦', '123456'],
  ['۱۲۳۴۵۰', '123450'],
  ['१२३४५९', '123459'],
  ['12345', undefined],
  ['1234567', undefined],
  ['12345x', undefined],
  ['', undefined],
])('a code of an app, typed as %j, is %j', (typed, code) => {
  expect(readAppCode(typed)).toBe(code);
});

const recovery = '0a1b2c-3d4e5f-6g7h8j-9kmnpq';

test.each([
  [recovery, recovery],
  [` ${recovery.toUpperCase().replaceAll('-', ' ')} `, recovery],
  [recovery.replaceAll('-', ''), recovery],
  ['oAlb2c–3d4e5f–6g7h8j–9kmnpq', recovery],
  ['\u2066０a１b２c‑3d4e5f‑6g7h8j‑9kmnpq\u2069', recovery],
  ['٠a١b٢c-3d4e5f-6g7h8j-9kmnpq', recovery],
  [`${recovery}q`, undefined],
  ['', undefined],
])('a recovery code, typed as %j, is %j', (typed, code) => {
  expect(readRecoveryCode(typed)).toBe(code);
});
