import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import {
  askedAddress,
  hostOf,
  hostsReached,
  namedHosts,
  proxyHost,
  proxyProblem,
} from '../../src/tools/forward-rules.ts';
import { caddyLines, nginxLines, usualPlaces } from '../../src/tools/proxy-text.ts';
import { root } from '../support/source-files.ts';

test.each([
  [nginxLines, 'nginx'],
  [caddyLines, 'Caddy'],
])('%o: what admins are shown is what the document has, and its tests run', async (lines, _) => {
  const document = await readFile(join(root, 'docs', 'forward-auth.md'), 'utf8');
  expect(document).toContain(lines({ host: 'wiki.example.com', ...usualPlaces }));
});

test.each([
  ['https://wiki.example.com/a?b', 'wiki.example.com'],
  ['http://WIKI.example.com:8080', 'wiki.example.com'],
  ['https://wiki.example.com./', 'wiki.example.com'],
  ['https://wiki.example.com..:1/', 'wiki.example.com'],
  ['https://münchen.example/', 'xn--mnchen-3ya.example'],
  ['https://[::1]:3/', '[::1]'],
  ['https://wiki.example.com:99999/', undefined],
  ['https:///', undefined],
  ['wiki', undefined],
  ['', undefined],
])('the host of %j is %j', (address, host) => {
  expect(hostOf(address)).toBe(host);
});

test.each([
  [{}, undefined],
  [{ url: 'https://a.test:1/x' }, ['a.test']],
  [{ host: 'a.test:8443' }, ['a.test']],
  [{ host: 'a.test, B.test' }, ['a.test', 'b.test']],
  [{ url: 'https://a.test/', host: 'b.test' }, ['a.test', 'b.test']],
  // What can't be read may have been the true one.
  [{ url: 'nonsense', host: 'b.test' }, undefined],
  [{ url: '', host: 'b.test' }, undefined],
  [{ url: 'https://a.test/', host: '' }, undefined],
  [{ host: 'a.test,' }, undefined],
] as const)('%j names %j', (headers, hosts) => {
  expect(namedHosts({ url: undefined, host: undefined, ...headers })).toEqual(hosts);
});

test('an address is whole, or none', () => {
  const none = { url: undefined, proto: undefined, host: undefined, uri: undefined };
  expect(askedAddress(none)).toBeUndefined();
  expect(askedAddress({ ...none, host: 'a.test' })).toBeUndefined();
  expect(askedAddress({ ...none, host: 'a.test', uri: '/x' })).toBe('https://a.test/x');
  expect(askedAddress({ url: 'http://b.test/', proto: 'https', host: 'a.test', uri: '/x' })).toBe(
    'http://b.test/',
  );
});

test.each([
  ['https://team.example.com', 'example.com', ['wiki.example.com', 'example.com:8443']],
  ['https://team.example.com', undefined, []],
  ['http://nas:3000', undefined, ['nas:4000']],
  ['https://example.com', 'example.com', ['wiki.example.com', 'example.com:8443']],
])('from %s with the domain %s the cookie reaches %j', (publicUrl, authCookieDomain, reached) => {
  const hosts = ['wiki.example.com', 'example.com:8443', 'badexample.com', 'nas:4000'];
  expect(hostsReached(hosts, { publicUrl, authCookieDomain })).toEqual(reached);
});

const site = {
  publicUrl: 'https://team.example.com',
  authCookieDomain: 'example.com',
  authReturnHosts: ['wiki.example.com:8443', 'else.test'],
  authTeams: ['T1'],
  isByOauth: true,
};

test.each([
  ['wiki.example.com', site, undefined],
  ['team.example.com', site, undefined],
  ['else.test', site, 'host_not_allowed'],
  ['other.example.com', site, 'host_not_allowed'],
  ['wiki.example.com', { ...site, authTeams: ['T2'] }, 'team_not_allowed'],
  ['wiki.example.com', { ...site, authTeams: undefined }, 'team_not_allowed'],
  ['wiki.example.com', { ...site, authTeams: undefined, isByOauth: false }, undefined],
] as const)('at %s, as the operator has it set: %j', (host, set, problem) => {
  expect(proxyProblem(host, { slackTeamId: 'T1' }, set)).toBe(problem);
});

test('only a tool behind a proxy has a host', () => {
  const address = 'https://wiki.example.com:8443/x';
  expect(proxyHost({ preset: 'forward', address })).toBe('wiki.example.com');
  expect(proxyHost({ preset: 'other', address })).toBeUndefined();
});
