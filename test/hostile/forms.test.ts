import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite, joinAs } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';
import {
  casesOf,
  expectNoFault,
  networkNumber,
  oddText,
  report,
  rowsThatMatter,
  shortly,
  sideBySide,
} from './support.ts';

let world: World;
/** Every address that takes a form, some of them of somebody who is signed in. */
let doors: { path: string; cookie?: string }[];
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  const { path } = await invite(world, 'open@example.com');
  const member = await joinAs(world, 'member@example.com');
  const dead = `/reset/${'A'.repeat(51)}`;
  doors = [
    { path },
    { path: `${member.path}` },
    { path: `/join/${'A'.repeat(43)}` },
    { path: `/join/${'A'.repeat(43)}/again` },
    { path: `/join/${'A'.repeat(43)}/no` },
    { path: `${member.path}/no` },
    { path: '/sign-in' },
    { path: '/forgot' },
    { path: dead },
    { path: '/account' },
    { path: '/account', cookie: member.cookie },
    { path: '/sign-out' },
    { path: '/' },
    { path: '/nowhere' },
  ];
});
afterAll(() => world.stop());

const fieldName = fc.oneof(
  fc.constantFrom(
    'displayName',
    'password',
    'avatar',
    'email',
    'workspace',
    'slackDomain',
    'return',
    'act',
    'current',
    '__proto__',
    '__proto__[isAdmin]',
    'constructor[prototype][isAdmin]',
    'toString',
    'role',
    'a[b][c]',
    'a.b',
    '',
  ),
  oddText.filter((text) => text.length < 200),
);

/** What may stand in a field: nothing that would be accepted as a password and a name. */
const fieldValue = fc.oneof(
  { weight: 6, arbitrary: oddText },
  fc.constantFrom(
    'T0SANDBOX',
    'Sandbox',
    'member@example.com',
    'name',
    'password',
    'end',
    'end_others',
    'remove_avatar',
  ),
  fc.constantFrom(
    '//evil.example',
    'https://evil.example/',
    'javascript:alert(1)',
    '/\\evil.example',
    'short',
  ),
  fc.constant('z'.repeat(900_000)),
);

const fields = fc.array(fc.tuple(fieldName, fieldValue), { maxLength: 6 });

interface Body {
  readonly type: string;
  readonly body: string;
}

const urlEncoded = fields.map(
  (pairs): Body => ({
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(pairs).toString(),
  }),
);

const brokenEncoding = fc
  .tuple(oddText, fc.constantFrom('%', '%zz', '%ff%fe', '&&&===', '=', 'a=%c3%28', 'a=\u0000'))
  .map(
    ([text, broken]): Body => ({ type: 'application/x-www-form-urlencoded', body: text + broken }),
  );

const charset = fc
  .tuple(
    urlEncoded,
    fc.constantFrom('utf-16', 'utf-7', 'nonsense', '', '"', 'utf-8; charset=latin1'),
  )
  .map(
    ([{ body }, name]): Body => ({
      type: `application/x-www-form-urlencoded; charset=${name}`,
      body,
    }),
  );

const part = fc.tuple(
  fieldName,
  fieldValue,
  fc.constantFrom(
    '',
    '; filename=""',
    '; filename="a.png"',
    '; filename="../../x"',
    '; filename="a\u0000.png"',
  ),
);

const multipart = fc
  .tuple(
    fc.array(part, { maxLength: 5 }),
    fc.constantFrom('--b--\r\n', '', '--b', '--b--', '--c--\r\n'),
    fc.constantFrom(
      'multipart/form-data; boundary=b',
      'multipart/form-data',
      'multipart/form-data; boundary=',
      'multipart/form-data; boundary="b',
      `multipart/form-data; boundary=${'b'.repeat(300)}`,
    ),
  )
  .map(
    ([parts, end, type]): Body => ({
      type,
      body:
        parts
          .map(
            ([name, value, more]) =>
              `--b\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`,
          )
          .join('') + end,
    }),
  );

const otherType = fc
  .tuple(
    oddText,
    fc.constantFrom('application/json', 'text/plain', 'text/xml', 'image/png', 'x', ''),
  )
  .map(([body, type]): Body => ({ type, body }));

const body = fc.oneof(
  { weight: 4, arbitrary: urlEncoded },
  { weight: 3, arbitrary: multipart },
  charset,
  brokenEncoding,
  otherType,
);

const attempt = fc.record({ door: fc.nat(1000), sent: body });

const count = 700;

/** What it says when something is wrong with a form; 303 leads back to a page. */
const calm = [303, 400, 401, 403, 404, 405, 409, 410, 413, 415, 429];

test('a form with odd fields, encodings and parts changes nothing and breaks nothing', async () => {
  const before = await rowsThatMatter(world);
  const answered = new Map<number, number>();
  await sideBySide(casesOf(attempt, count), 8, async ({ door, sent }, index) => {
    const { path, cookie } = doors[door % doors.length] ?? { path: '/' };
    const answer = await fetch(world.url + path, {
      method: 'POST',
      body: Buffer.from(sent.body),
      headers: {
        'content-type': sent.type,
        'sec-fetch-site': 'same-origin',
        'x-forwarded-for': networkNumber(index),
        // An answer may come before all was read; then the connection is of no more use.
        connection: 'close',
        ...(cookie && { cookie }),
      },
      redirect: 'manual',
    });
    answered.set(answer.status, (answered.get(answer.status) ?? 0) + 1);
    const isCalm = calm.includes(answer.status) || (answer.status === 200 && path === '/forgot');
    expect(isCalm, `${answer.status} ${path} ${sent.type} ${shortly(sent.body)}`).toBe(true);
    // A cookie may be ended, never given.
    for (const given of answer.headers.getSetCookie()) expect(given).toMatch(/=;|Max-Age=0/);
    const target = answer.headers.get('location') ?? '/';
    expect(new URL(target, world.url).origin, target).toBe(world.url);
    await answer.arrayBuffer();
  });
  expect(await rowsThatMatter(world)).toEqual(before);
  expectNoFault(world);
  expect({}).not.toHaveProperty('isAdmin');
  report(
    `forms (${[...answered]
      .sort()
      .map(([status, n]) => `${status}: ${n}`)
      .join(', ')})`,
    count,
  );
}, 120_000);

test.each([
  [
    'a body of 7 MB',
    'application/x-www-form-urlencoded',
    `displayName=${'x'.repeat(7 * 1024 * 1024)}`,
  ],
  ['a hundred thousand fields', 'application/x-www-form-urlencoded', 'a=b&'.repeat(100_000)],
  [
    'ten thousand parts',
    'multipart/form-data; boundary=b',
    `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(10_000)}--b--\r\n`,
  ],
])('%s is answered in time', async (_what, type, text) => {
  const start = performance.now();
  const answer = await fetch(`${world.url}/sign-in`, {
    method: 'POST',
    body: text,
    headers: { 'content-type': type, 'sec-fetch-site': 'same-origin', connection: 'close' },
    redirect: 'manual',
  }).catch(() => undefined);
  // The server may hang up while too much is still being sent.
  expect([400, 413, 429, undefined]).toContain(answer?.status);
  expect(performance.now() - start).toBeLessThan(10_000);
  expect((await world.get('/healthz')).status).toBe(200);
});
