import { once } from 'node:events';
import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { forwardCookie, joinAs } from '../support/acts.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let cookie: string;
beforeAll(async () => {
  world = await startWorld();
  cookie = await forwardCookie(world, (await joinAs(world, 'ana@example.com')).cookie);
});
afterAll(() => world.stop());

/** What a proxy is told that hands on so many headers of a browser, and then one that a tool may take for ours. */
async function told(count: number, last = ''): Promise<string> {
  const { port, hostname } = new URL(world.url);
  const socket = connect(Number(port), hostname);
  await once(socket, 'connect');
  const head = `GET /auth/verify HTTP/1.1\r\nhost: a\r\nconnection: close\r\ncookie: ${cookie}\r\n`;
  socket.write(`${head}${'a:b\r\n'.repeat(count)}${last}\r\n`);
  const [status = ''] = (await text(socket)).split('\r\n');
  return status;
}

test('however many headers there are, none is made up behind them', async () => {
  expect(await told(10)).toContain('200');
  for (const count of [10, 995, 996, 997, 998, 1000, 1500, 2500]) {
    // Newer versions of Node refuse so many themselves, with 431.
    expect(await told(count, 'X-Auth-User: root\r\n'), `${count}`).toMatch(/403|431/);
  }
});
