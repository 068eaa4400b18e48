import { once } from 'node:events';
import { createServer } from 'node:net';

/** @import { AddressInfo } from 'node:net' */

/** A port of this machine that nobody has at the moment. */
export async function freePort() {
  const server = createServer().listen(0, '127.0.0.1');
  await once(server, 'listening');
  const port = portOf(server.address());
  server.close();
  await once(server, 'close');
  return port;
}

/**
 * The port on which a server listens.
 * @param {AddressInfo | string | null} address
 */
export function portOf(address) {
  if (address === null || typeof address === 'string') throw new Error('It listens on no port.');
  return address.port;
}
