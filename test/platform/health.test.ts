import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startWorld, type World } from '../support/world.ts';

let world: World;
beforeAll(async () => {
  world = await startWorld({ SMTP_URL: 'none', MAIL_FROM: '' });
});
afterAll(() => world.stop());

/** What the app answers to these very bytes. */
async function answerTo(head: string): Promise<string> {
  const socket = connect(Number(new URL(world.url).port), '127.0.0.1');
  let text = '';
  socket.on('data', (chunk) => {
    text += String(chunk);
  });
  socket.write(`${head}\r\nConnection: close\r\n\r\n`);
  await once(socket, 'close');
  return text;
}

test.each(['/healthz', '/readyz', '/metrics', '/sign-in'])(
  '%s answers a health check by HTTP/1.0 that names no host',
  async (path) => {
    expect(await answerTo(`GET ${path} HTTP/1.0`)).toMatch(/^HTTP\/1\.[01] 200 /);
  },
);

test('by HTTP/1.1 a host must be named', async () => {
  expect(await answerTo('GET /healthz HTTP/1.1')).toMatch(/^HTTP\/1\.1 400 /);
});

test('says that email is off where there is none', async () => {
  expect(await (await world.get('/readyz')).json()).toMatchObject({ ready: true, email: 'off' });
});
