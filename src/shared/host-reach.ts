import ipaddr from 'ipaddr.js';
import { readIpAddress } from './ip-address.ts';

/** Whether an IP address is anybody's, one of a network of one's own, or one that nothing may be sent to. */
export type Reach = 'public' | 'private' | 'never';

/** Where clouds answer with the machine's own keys: Amazon's by IPv6, Alibaba's, Azure's, Google's by IPv6. */
const metadata = new Set(['fd00:ec2::254', '100.100.100.200', '168.63.129.16', 'fd20:ce::254']);

const privateRanges = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/** What of an IP address may be reached; of what is none, nothing. */
export function reachOf(ipAddress: string): Reach {
  const address = readIpAddress(ipAddress);
  if (!address) return 'never';
  if (metadata.has(address)) return 'never';
  const range = ipaddr.parse(address).range();
  if (range === 'unicast') return 'public';
  return privateRanges.has(range) ? 'private' : 'never';
}

/** Whether a URL's host is among those listed: by its name alone, or with its port. */
export function isHostAllowed({ hostname, host }: URL, hosts: readonly string[]): boolean {
  return hosts.includes(hostname.toLowerCase()) || hosts.includes(host.toLowerCase());
}
