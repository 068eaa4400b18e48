import { expect, test } from 'vitest';
import { parseTool, type ToolForm } from '../../src/tools/form-rules.ts';

const form: ToolForm = {
  name: 'Wiki',
  address: 'https://wiki.example.com',
  preset: 'grafana',
  access: 'everybody',
  redirectUris: '',
  signOutUri: '',
};

test.each([
  ['  https://wiki.example.com/ \u200B', 'https://wiki.example.com'],
  ['\uFEFFhttps://wiki.example.com/a//', 'https://wiki.example.com/a'],
  ['HTTPS://Wiki.Example.COM/Team', 'https://wiki.example.com/Team'],
  ['https://wiki.example.com.', 'https://wiki.example.com'],
  ['https://wiki.example.com.:8443/', 'https://wiki.example.com:8443'],
  ['https://wiki.example.com:443', 'https://wiki.example.com'],
  ['https://wíki.example/größe', 'https://xn--wki-rma.example/gr%C3%B6%C3%9Fe'],
  ['https://wiki.example.com/?from=chat', 'https://wiki.example.com'],
  ['http://[::1]:3000', 'http://[::1]:3000'],
  ['http://localhost:3000/', 'http://localhost:3000'],
])('%j is opened at %s', (address, place) => {
  const redirectUris = [`${place}/login/generic_oauth`];
  expect(parseTool({ ...form, address })).toMatchObject({
    ok: true,
    value: { address: place, redirectUris },
  });
});

test.each([
  '',
  'wiki.example.com',
  'https:wiki.example.com',
  'https:///wiki.example.com',
  'https://wiki.exa mple.com',
  'https://wiki.exa\u200Bmple.com',
  'https://wiki.example.com/#/home',
  'https://ana:secret@wiki.example.com',
  'https://wiki.example.com:99999',
  'https://.',
  `https://wiki.example.com/${'x'.repeat(300)}`,
  `https://wiki.example.com/${'ü'.repeat(100)}`,
])('%j is no address', (address) => {
  expect(parseTool({ ...form, address })).toMatchObject({
    ok: false,
    refusal: [{ field: 'address', kind: 'not_an_address' }],
  });
});

test('where a tool takes people back stays to the letter; what nobody sees is taken away', () => {
  const redirectUris =
    '\u200BHTTPS://Wiki.example.com/cb \u00A0\nhttps://wiki.example.com/cb?a=b&c\n';
  const signOutUri = '\u200Bhttps://wiki.example.com/out ';
  expect(parseTool({ ...form, redirectUris, signOutUri })).toMatchObject({
    value: {
      redirectUris: ['HTTPS://Wiki.example.com/cb', 'https://wiki.example.com/cb?a=b&c'],
      signOutUri: 'https://wiki.example.com/out',
    },
  });
});

test.each([
  ['😀👩‍👩‍👧', '😀👩‍👩‍👧'],
  ['ويكي', 'ويكي'],
  ['My \u202Eikiw\u202C', 'My ikiw'],
  ['Wi\nki\t1\u0000', 'Wi ki 1'],
])('%j is called %s', (name, called) => {
  expect(parseTool({ ...form, name })).toMatchObject({ value: { name: called } });
});

test.each(['', ' ', '\u200B', '\u202E'])('%j is no name', (name) => {
  expect(parseTool({ ...form, name })).toMatchObject({
    refusal: [{ field: 'name', kind: 'empty' }],
  });
});
