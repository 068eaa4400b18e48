import ipaddr from 'ipaddr.js';
import { readIpAddress } from './ip-address.ts';

/** Whether an IP address is anybody's, one of a network of one's own, or one that nothing may be sent to. */
export type Reach = 'public' | 'private' | 'never';

const privateRanges = new Set(['private', 'loopback', 'uniqueLocal', 'carrierGradeNat']);

/** What of an IP address may be reached; of what is none, nothing. */
export function reachOf(ipAddress: string): Reach {
  const address = readIpAddress(ipAddress);
  if (!address) return 'never';
  // Clouds answer there with the machine's own keys.
  if (address === 'fd00:ec2::254' || address === '100.100.100.200') return 'never';
  const range = ipaddr.parse(address).range();
  if (range === 'unicast') return 'public';
  return privateRanges.has(range) ? 'private' : 'never';
}

/** Whether a URL's host is among those listed: by its name alone, or with its port. */
export function isHostAllowed({ hostname, host }: URL, hosts: readonly string[]): boolean {
  return hosts.includes(hostname.toLowerCase()) || hosts.includes(host.toLowerCase());
}
