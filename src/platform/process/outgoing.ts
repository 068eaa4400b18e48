import { lookup } from 'node:dns';
import { request as requestHttp } from 'node:http';
import { request as requestHttps } from 'node:https';
import type { LookupFunction } from 'node:net';
import { isIP } from 'node:net';
import { isHostAllowed, reachOf } from '../../shared/host-reach.ts';

/** Where nothing may be sent to, whatever stands in the address. */
export class NotReachable extends Error {
  override readonly name = 'NotReachable';
}

/** The other side took longer than it may. */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
}

/** How long the other side may take, unless another time is said. */
const defaultMaxMs = 10_000;

/**
 * Posts a form to an address that somebody typed; gives the status of the answer, and follows it nowhere. Addresses of
 * this machine's own network are reached only at the hosts that whoever runs the app has listed, and the network's own
 * services (link-local, metadata) never. Which one a name leads to is looked at when the connection is made, so that it
 * can't be another then. Throws NotReachable, NoAnswer, or what else went wrong.
 */
export async function postForm(
  address: string,
  form: Readonly<Record<string, string>>,
  privateHosts: readonly string[],
  maxMs = defaultMaxMs,
): Promise<number> {
  const url = new URL(address);
  const body = new URLSearchParams({ ...form }).toString();
  const isListed = isHostAllowed(url, privateHosts);
  const literal = url.hostname.replace(/^\[|\]$/g, '');
  if (isIP(literal) !== 0) refuseUnless(literal, isListed);
  const request = url.protocol === 'https:' ? requestHttps : requestHttp;
  const signal = AbortSignal.timeout(maxMs);
  return await new Promise<number>((resolve, reject) => {
    const sent = request(
      url,
      {
        method: 'POST',
        headers: {
          'content-type': 'application/x-www-form-urlencoded',
          'content-length': Buffer.byteLength(body),
        },
        lookup: lookupWithin(isListed),
        signal,
        agent: false,
      },
      (response) => {
        resolve(response.statusCode ?? 0);
        // What else it says, perhaps without an end, nobody reads.
        response.destroy();
      },
    );
    sent.on('error', (error) => reject(signal.aborted ? new NoAnswer(url.host) : error));
    sent.end(body);
  });
}

/** Gives only addresses that may be connected to. */
function lookupWithin(isListed: boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      const [first] = found ?? [];
      if (error || !first) return callback(error ?? new NotReachable(hostname), '', 0);
      try {
        for (const { address } of found) refuseUnless(address, isListed);
      } catch (refusal) {
        return callback(refusal as NotReachable, '', 0);
      }
      if (options.all) return callback(null, found);
      return callback(null, first.address, first.family);
    });
  };
}

function refuseUnless(address: string, isListed: boolean): void {
  const reach = reachOf(address);
  if (reach === 'never' || (reach === 'private' && !isListed)) throw new NotReachable(address);
}
