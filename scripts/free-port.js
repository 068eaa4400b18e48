import { once } from 'node:events';
import { createServer } from 'node:net';

/** @import { AddressInfo } from 'node:net' */

/** Below what systems give out by themselves, so that no connection of others takes one between two starts. */
const ports = { first: 20_000, count: 12_000 };

/** A port that nobody listens on, of this machine's own address. */
export async function freePort() {
  for (;;) {
    const port = ports.first + Math.floor(Math.random() * ports.count);
    if (await isFree(port)) return port;
  }
}

/** @param {number} port */
async function isFree(port) {
  const server = createServer();
  server.listen(port, '127.0.0.1');
  try {
    await once(server, 'listening');
  } catch {
    return false;
  }
  server.close();
  await once(server, 'close');
  return true;
}

/**
 * The port on which a server listens.
 * @param {AddressInfo | string | null} address
 */
export function portOf(address) {
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  return address.port;
}
