import { expect, test } from 'vitest';
import { load, problems } from './support/configuration.ts';

// Whom people can turn to.

test.each([
  ['help@acme.org', { shown: 'help@acme.org', href: 'mailto:help@acme.org' }],
  ['mailto:help@acme.org', { shown: 'help@acme.org', href: 'mailto:help@acme.org' }],
  ['https://help.acme.org/', { shown: 'help.acme.org', href: 'https://help.acme.org/' }],
  ['a+b@acme.org', { shown: 'a+b@acme.org', href: 'mailto:a+b@acme.org' }],
  ['a?cc=x@acme.org', { shown: 'a?cc=x@acme.org', href: 'mailto:a%3Fcc%3Dx@acme.org' }],
  ['100%@acme.org', { shown: '100%@acme.org', href: 'mailto:100%25@acme.org' }],
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
  ['PRIVACY_URL', 'https://user:pw@acme.org/privacy'],
  ['PRIVACY_URL', 'https://:pw@acme.org/privacy'],
  ['BILLING_URL', 'https://user:pw@acme.org/billing'],
  ['SUPPORT_CONTACT', 'https://user:pw@acme.org/help'],
])('refuses %s=%s', (name, value) => {
  expect(problems({ [name]: value })).toEqual([
    expect.stringMatching(`^${name} must (be|have no) `),
  ]);
});
