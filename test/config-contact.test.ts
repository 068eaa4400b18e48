import { expect, test } from 'vitest';
import { load, problems } from './support/configuration.ts';

// Whom people can turn to.

test.each([
  ['help@acme.org', { shown: 'help@acme.org', href: 'mailto:help@acme.org' }],
  ['mailto:help@acme.org', { shown: 'help@acme.org', href: 'mailto:help@acme.org' }],
  ['https://help.acme.org/', { shown: 'help.acme.org', href: 'https://help.acme.org/' }],
  ['', undefined],
])('takes %j as a contact', (SUPPORT_CONTACT, contact) => {
  expect(load({ SUPPORT_CONTACT }).supportContact).toEqual(contact);
});

test.each([
  ['SUPPORT_CONTACT', 'our help desk'],
  ['SUPPORT_CONTACT', 'javascript:alert(1)'],
  ['SUPPORT_CONTACT', 'a@example.com, b@example.com'],
  ['PRIVACY_URL', 'acme.org/privacy'],
  ['PRIVACY_URL', 'javascript:alert(1)'],
])('refuses %s=%s', (name, value) => {
  expect(problems({ [name]: value })).toEqual([expect.stringMatching(`^${name} must be `)]);
});
