import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  allRows,
  deliveriesAtRest,
  goodPassword,
  invite,
  joinAs,
  signUpForm,
} from '../support/acts.ts';
import { formOf, textOf } from '../support/browser-acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let path: string;
let cookie: string;
let reset: string;
beforeAll(async () => {
  world = await startWorld({ TRUST_PROXY: '1' });
  path = (await invite(world, 'open@example.com')).path;
  cookie = (await joinAs(world, 'member@example.com')).cookie;
  await world.post('/forgot', formOf({ email: 'member@example.com' }));
  const { parsed } = await world.letterTo('member@example.com');
  reset = /\/reset\/[\w-]+/.exec(parsed.text ?? '')?.[0] ?? '';
  await deliveriesAtRest(world);
});
afterAll(() => world.stop());

const urlEncoded = 'application/x-www-form-urlencoded';

/** Sends what no form of ours would; the account's as its owner. */
function send(
  to: string,
  type: string,
  body: string | Buffer<ArrayBuffer>,
  from = '203.0.113.1',
): Promise<Response> {
  return fetch(world.url + to, {
    method: 'POST',
    headers: {
      'content-type': type,
      'sec-fetch-site': 'same-origin',
      'x-forwarded-for': from,
      ...(to === '/account' && { cookie }),
      connection: 'close',
    },
    body,
    redirect: 'manual',
  });
}

const doors: [string, () => string][] = [
  ['sign-in', () => '/sign-in'],
  ['sign-out', () => '/sign-out'],
  ['forgot', () => '/forgot'],
  ['reset', () => reset],
  ['account', () => '/account'],
  ['join', () => path],
];

describe.each(doors)('the form of %s', (_name, door) => {
  test.each([
    ['65 kB of text', urlEncoded, `email=${'x'.repeat(65 * 1024)}`],
    ['51 fields', urlEncoded, 'a=b&'.repeat(51)],
    [
      '51 parts',
      'multipart/form-data; boundary=b',
      `${'--b\r\nContent-Disposition: form-data; name="a"\r\n\r\nb\r\n'.repeat(51)}--b--\r\n`,
    ],
    [
      '65 kB of text in parts',
      'multipart/form-data; boundary=b',
      `--b\r\nContent-Disposition: form-data; name="a"\r\n\r\n${'x'.repeat(65 * 1024)}\r\n--b--\r\n`,
    ],
  ])('with %s is too large, and leads back', async (_what, type, body) => {
    const answer = await send(door(), type, body);

    expect(answer.status).toBe(413);
    expect(await answer.text()).toContain(
      `<a class="button" href="${door()}">Back to the form</a>`,
    );
  });

  test.each([
    ['NUL', 'email=a%00%40b.test&workspaceName=%00&password=%00&displayName=%00'],
    ['NUL in the name of a field', 'a%00b=1'],
    ['a name in Latin-1', 'displayName=J%FCrgen&email=a%40b.test&password=x'],
    ['half a sign', 'email=a%40b.test&password=%E2%82&displayName=a'],
  ])('with %s is refused, and changes nothing', async (_what, body) => {
    const before = await allRows(world);

    const answer = await send(door(), urlEncoded, body);

    expect(answer.status).toBe(400);
    expect(await textOf(answer)).toContain("We couldn't read that");
    expect(await allRows(world)).toEqual(before);
  });
});

test.each(doors)(
  'the form of %s with control characters is answered by its fields',
  async (_name, door) => {
    const odd = encodeURIComponent('a\f\b\u001F\u009B');
    const fields = [
      'email',
      'workspace',
      'workspaceId',
      'password',
      'current',
      'displayName',
      'act',
      'session',
      'return',
    ];
    const answer = await send(door(), urlEncoded, fields.map((name) => `${name}=${odd}`).join('&'));
    expect(answer.status).toBeLessThan(500);
  },
);

test.each([
  ['join', () => path, 'act=name'],
  ['account', () => '/account', 'act=name'],
])(
  'what came along from a document is taken out of the name on the form of %s',
  async (_name, door, more) => {
    const typed = encodeURIComponent('Ana\f Ruiz');
    const answer = await send(door(), urlEncoded, `${more}&displayName=${typed}&password=${typed}`);

    expect(answer.status).toBe(400);
    const html = await answer.text();
    expect(html).toContain('characters that nobody can see');
    expect(html).toMatch(/<input id="displayName"[^>]*value="Ana Ruiz"/);
  },
);

test.each(doors)('the form of %s in parts that are not UTF-8 is refused', async (_name, door) => {
  const before = await allRows(world);
  const body = Buffer.from(
    '--b\r\nContent-Disposition: form-data; name="displayName"\r\n\r\nJ\xFCrgen\r\n--b--\r\n',
    'latin1',
  );
  const answer = await send(door(), 'multipart/form-data; boundary=b', body, '203.0.113.2');
  expect(answer.status).toBe(400);
  expect(await textOf(answer)).toContain("We couldn't read that");
  expect(await allRows(world)).toEqual(before);
});

test.each(doors)(
  'the form of %s with a boundary as no browser makes it is refused unread',
  async (_name, door) => {
    const part = 'Content-Disposition: form-data; name="a"\r\n\r\nb\r\n';
    for (const boundary of ['b'.repeat(71), 'b'.repeat(7900), 'b*', '']) {
      // Whoever counts these parts says 413.
      const body = `${`--${boundary}\r\n${part}`.repeat(51)}--${boundary}--\r\n`;

      const type = `multipart/form-data; boundary="${boundary}"`;
      const answer = await send(door(), type, body, '203.0.113.3');

      expect(answer.status).toBe(400);
      expect(await textOf(answer)).toContain("We couldn't read that");
    }
  },
);

test.each([
  '/sign-in?workspace=%00',
  '/account?done=%00',
  '/join/%00',
  '/join/a%1Fb',
  '/reset/%00',
  '/assets/%00',
  '/%C2%80',
  '/nowhere%7f?a=%00',
])('the address %s is refused calmly', async (address) => {
  const answer = await world.get(address);

  expect(answer.status).toBe(400);
  expect(await textOf(answer)).toContain("We couldn't read that");
});

test('whoever goes on sending what is odd has to wait, by form and by address alike', async () => {
  const statuses: number[] = [];
  const from = { 'x-forwarded-for': '198.51.100.7' };
  for (let i = 0; i < 62; i += 1) {
    const answer =
      i % 2 === 0
        ? await send('/sign-in', urlEncoded, 'email=%00', from['x-forwarded-for'])
        : await world.get('/sign-in?workspace=%00', from);
    statuses.push(answer.status);
    await answer.arrayBuffer();
  }

  expect(statuses).toEqual([...Array.from({ length: 60 }, () => 400), 429, 429]);
  expect((await world.get('/sign-in', from)).status).toBe(200);
});

test.each([
  ['U+000B', '%0B'],
  ['U+0085', '%C2%85'],
  ['a tab', '%09'],
  ['U+2028', '%E2%80%A8'],
])(
  '%s, which comes along when something is pasted, is a blank in a name and none in a password',
  async (_what, sign) => {
    const renamed = await send('/account', urlEncoded, `act=name&displayName=Ana${sign}Lee`);
    const joined = await send(path, urlEncoded, `displayName=Ana${sign}Lee&password=short`);
    const asked = await send('/forgot', urlEncoded, `email=member${sign}@example.com`);

    expect(renamed.status).toBe(303);
    expect(await textOf(await world.get('/account', { cookie }))).toContain('Ana Lee');
    expect(joined.status).toBe(400);
    expect(await joined.text()).not.toContain('id="displayName-problem"');
    expect(asked.status).toBe(400);
    expect(await asked.text()).toContain('id="email-problem"');
  },
);

test.each([
  ['%0B', 'line break'],
  ['%C2%85', 'line break'],
  ['%0C', 'nobody can see or type'],
  ['%02', 'nobody can see or type'],
  ['%1F', 'nobody can see or type'],
  ['%C2%9B', 'nobody can see or type'],
])('a password with %s in it is refused at its field', async (sign, reason) => {
  const more = `displayName=Ana&act=password&current=${encodeURIComponent(goodPassword)}`;
  for (const to of [path, reset, '/account']) {
    const answer = await send(to, urlEncoded, `${more}&password=some${sign}good${sign}words`);
    expect(answer.status, to).toBe(400);
    expect(/id="password-problem">([^<]*)/.exec(await answer.text())?.[1]).toContain(reason);
  }
});

test('what is shown again is as long as an address may be, however much was sent', async () => {
  const email = '"'.repeat(9000);
  const answer = await send(
    '/sign-in',
    urlEncoded,
    new URLSearchParams({ email, workspaceName: email, password: 'x' }).toString(),
  );

  expect(answer.status).toBe(400);
  const html = await answer.text();
  expect(html).toContain(`value="${'&quot;'.repeat(254)}"`);
  expect(html.length).toBeLessThan(20_000);
});

test.each([
  ['displayName', 'Names can have up to 80 characters.'],
  ['password', 'Use up to 256 characters.'],
])('a %s of 5 kB is refused at its field', async (field, text) => {
  const answer = await world.post(path, signUpForm({ [field]: '\ufdfa'.repeat(1700) }));

  expect(answer.status).toBe(400);
  const html = await answer.text();
  expect(html).toContain(`id="${field}-problem"`);
  expect(html).toContain(text);
});

/** Begins a form of a megabyte, and gives the status of what is answered before its end. */
function beginForm(to: string, cookieHeader = ''): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
    socket.on('data', (chunk) => {
      resolve(String(chunk).split('\r\n')[0] ?? '');
      socket.destroy();
    });
    socket.on('error', reject);
    socket.write(
      `POST ${to} HTTP/1.1\r\nHost: x\r\nSec-Fetch-Site: same-origin\r\n${cookieHeader}Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n--b\r\n`,
    );
  });
}

test.each([
  ['an unknown link', `/join/${'A'.repeat(43)}`, / 404 /],
  ['an unknown reset link', `/reset/${'A'.repeat(51)}`, / 4(04|10) /],
  ['nobody signed in', '/account', / 401 /],
  ['a form without pictures', '/sign-in', / 413 /],
])('reads nothing of a large form for %s', async (_what, to, status) => {
  expect(await beginForm(to)).toMatch(status);
});
