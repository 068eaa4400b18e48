import { isIP } from 'node:net';
import ipaddr from 'ipaddr.js';

/**
 * Reads an IP address as sockets and proxies write it: with a port, in brackets, with a zone. Gives it in its one
 * canonical form; of an IPv4 address inside an IPv6 one (::ffff:0:0/96, RFC 4291; 64:ff9b::/96, RFC 6052) the IPv4
 * address. Undefined when it is none.
 */
export function readIpAddress(text: string): string | undefined {
  if (text.length > 100) return undefined;
  const [, inBrackets, withPort] =
    /^\s*(?:\[([^\]]*)\](?::\d{1,5})?|([\d.]+):\d{1,5})\s*$/.exec(text) ?? [];
  const bare = (inBrackets ?? withPort ?? text.trim()).replace(/%.*$/, '');
  if (isIP(bare) === 0) return undefined;
  const address = ipaddr.parse(bare);
  if (!(address instanceof ipaddr.IPv6)) return address.toString();
  const last = address.toByteArray().slice(-4);
  const isV4Inside = address.isIPv4MappedAddress() || address.range() === 'rfc6052';
  return isV4Inside ? last.join('.') : address.toString();
}

/** The IPv6 network of so many bits that an address is in, as 2001:db8::/48; undefined for IPv4 and what is none. */
export function ipv6Network(ipAddress: string, bits: number): string | undefined {
  const address = readIpAddress(ipAddress);
  if (!address?.includes(':')) return undefined;
  return `${ipaddr.IPv6.networkAddressFromCIDR(`${address}/${bits}`)}/${bits}`;
}
