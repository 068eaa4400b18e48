import { expect, test } from 'vitest';
import { isHostAllowed, reachOf } from '../../src/shared/host-reach.ts';

test.each([
  ['93.184.215.14', 'public'],
  ['2606:2800:220:1:248:1893:25c8:1946', 'public'],
  ['10.1.2.3', 'private'],
  ['172.16.0.1', 'private'],
  ['192.168.1.1', 'private'],
  ['127.0.0.1', 'private'],
  ['::1', 'private'],
  ['fd12::1', 'private'],
  ['100.64.0.1', 'private'],
  ['::ffff:10.1.2.3', 'private'],
  // Link-local, and where clouds answer with the machine's own keys, however it is written.
  ['169.254.169.254', 'never'],
  ['::ffff:169.254.169.254', 'never'],
  ['64:ff9b::169.254.169.254', 'never'],
  ['fe80::1', 'never'],
  ['fd00:ec2::254', 'never'],
  ['fd00:0ec2:0:0:0:0:0:254', 'never'],
  ['fd20:ce::254', 'never'],
  ['100.100.100.200', 'never'],
  ['168.63.129.16', 'never'],
  ['192.0.0.192', 'never'],
  // Nobody's.
  ['0.0.0.0', 'never'],
  ['::', 'never'],
  ['255.255.255.255', 'never'],
  ['224.0.0.1', 'never'],
  ['not an address', 'never'],
])('%s is reached as %s', (address, reach) => {
  expect(reachOf(address)).toBe(reach);
});

test.each([
  ['https://wiki.internal/out', ['wiki.internal'], true],
  ['https://WIKI.internal:8443/out', ['wiki.internal'], true],
  ['https://wiki.internal:8443/out', ['wiki.internal:8443'], true],
  ['https://wiki.internal/out', ['wiki.internal:8443'], false],
  ['https://wiki.internal.example.com/out', ['wiki.internal'], false],
  ['https://wiki.internal/out', [], false],
])('%s with %j listed: %s', (url, hosts, isAllowed) => {
  expect(isHostAllowed(new URL(url), hosts)).toBe(isAllowed);
});
