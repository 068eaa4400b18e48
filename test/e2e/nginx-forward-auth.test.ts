import type { Browser, BrowserContext } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, joinAs } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { type ForwardAuth, startForwardAuth } from '../support/forward-auth.ts';

// Chromium on its way to a tool behind nginx, which is set up as docs/forward-auth.md says.

let front: ForwardAuth;
let browser: Browser;
let context: BrowserContext;
beforeAll(async () => {
  front = await startForwardAuth('nginx');
  browser = await launchChromium({ hosts: `MAP *.example.com:80 127.0.0.1:${front.port}` });
  context = await browser.newContext();
});
afterAll(async () => {
  await browser.close();
  await front.stop();
});

const wiki = 'http://wiki.example.com/page?a=1';

test('a member signs in on the way to a tool, and is there again without a form', async () => {
  await joinAs(front.world, 'ana@example.com');
  const page = await context.newPage();
  await page.goto(wiki);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
  await page.getByLabel('Email address').fill('ana@example.com');
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByRole('button', { name: /^Sign in$/ }).click();
  await page.waitForURL(wiki);
  expect(await page.textContent('body')).toBe('the wiki at /page?a=1');

  // Where each goes: the session to our host only.
  const kept = await context.cookies();
  expect(kept.map(({ name, domain }) => [name, domain]).sort()).toEqual([
    ['browser', 'team.example.com'],
    ['invitations-forward', '.example.com'],
    ['invitations-session', 'team.example.com'],
  ]);
  expect(front.asked.map(({ cookie }) => cookie)).toEqual(front.asked.map(() => undefined));

  await context.clearCookies({ name: 'invitations-forward' });
  await page.goto(wiki);
  expect(page.url()).toBe(wiki);

  await page.goto('http://team.example.com/account');
  await page.getByRole('button', { name: 'Sign out', exact: true }).click();
  await page.waitForURL('**/sign-in?signed-out');
  await page.goto(wiki);
  expect(new URL(page.url()).pathname).toBe('/sign-in');
});
