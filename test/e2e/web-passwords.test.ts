import type { Browser, BrowserContext, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { invite, signUpForm } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { choosePassword } from '../support/password-way.ts';
import { startWorld, type World } from '../support/world.ts';

// What a page says of a password while it is typed is what the server says once it is sent.

let world: World;
let browser: Browser;
let context: BrowserContext;
let page: Page;
beforeAll(async () => {
  world = await startWorld();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(async () => {
  context = await browser.newContext();
  page = await context.newPage();
});
afterEach(() => context.close());

const displayName = 'Wilhelmina';

async function type(password: string): Promise<void> {
  await page.getByLabel('Password', { exact: true }).fill(password);
}

test('what the server refuses is told beforehand, with the same reason', async () => {
  const { path } = await invite(world, 'elf.weak@example.com');
  await page.goto(world.url + path);
  await choosePassword(page);
  await page.getByLabel('Your name').fill(displayName);
  for (const password of [
    'password12345678',
    'qwertyuiopasdfgh',
    'Manchester2024!!',
    'iloveyouiloveyou',
    'P@ssw0rdP@ssw0rd',
    'summer2025summer2025',
    'football football',
    'elf.weak@example.com',
    'Wilhelmina-1999',
    'Sandbox-sandbox-2026',
    'too long '.repeat(30),
  ]) {
    const answer = await world.post(path, signUpForm({ displayName, password }));
    expect(answer.status, password).toBe(400);
    const [, problem = ''] = /id="password-problem">([^<]+)</.exec(await answer.text()) ?? [];
    await type(password);
    await page.locator('.strength', { hasText: problem.replace('&#39;', "'") }).waitFor();
    // So that the next one's reason isn't this one's.
    await type('');
    await page.locator('.strength:empty').waitFor({ state: 'attached' });
  }
});

test('what it takes is called strong', async () => {
  const { path } = await invite(world, 'dog.friend@example.com');
  await page.goto(world.url + path);
  await choosePassword(page);
  await page.getByLabel('Your name').fill(displayName);
  for (const password of ['blue cat seven hats', 'пароль-из-многих-букв', 'kX9#mQ2$vL7zR4w']) {
    await type(password);
    await page.getByText('Strong.').waitFor();
    await type('');
    await page.locator('.strength:empty').waitFor({ state: 'attached' });
  }
  await type('kX9#mQ2$vL7zR4w');
  await page.getByRole('button', { name: /^Join/ }).click();
  await page.getByRole('heading', { name: "You're in" }).waitFor();
});

test('a password can be pasted, and password managers know what each field is', async () => {
  const { path, email } = await invite(world, 'paste.me@example.com');
  await page.goto(world.url + path);
  await choosePassword(page);
  const kinds: string = await page.evaluate(
    "[...document.querySelectorAll('input[autocomplete]')].map((each) => each.autocomplete).join(' ')",
  );
  expect(kinds).toBe('name username new-password');
  expect(await page.locator('[autocomplete=username]').inputValue()).toBe(email);
  await page.getByLabel('Your name').fill('kX9#mQ2$vL7zR4w');
  await page.getByLabel('Your name').press('ControlOrMeta+A');
  await page.getByLabel('Your name').press('ControlOrMeta+C');
  await page.getByLabel('Password', { exact: true }).press('ControlOrMeta+V');
  expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('kX9#mQ2$vL7zR4w');

  await page.goto(`${world.url}/sign-in`);
  const signIn = page.getByLabel('Password', { exact: true });
  expect(await signIn.getAttribute('autocomplete')).toBe('current-password');
  await signIn.press('ControlOrMeta+V');
  expect(await signIn.inputValue()).toBe('kX9#mQ2$vL7zR4w');
});

test('without the lists a password is only measured', async () => {
  const { path } = await invite(world, 'late.list@example.com');
  await page.route(/zxcvbn/, (route) => route.abort());
  await page.goto(world.url + path);
  await choosePassword(page);
  await type('iloveyouiloveyou');
  await page.getByText('Long enough.').waitFor();
});
