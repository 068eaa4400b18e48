import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { resetPath } from '../support/page-states.ts';
import { choosePassword } from '../support/password-way.ts';
import { startWorld, type World } from '../support/world.ts';

const newPassword = 'quite another set of words';
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

let people = 0;
function nextEmail(): string {
  people += 1;
  return `person${people}@example.com`;
}

async function open(path: string): Promise<void> {
  await page.goto(world.url + path);
}

async function fill(label: string, value: string): Promise<void> {
  await page.getByLabel(label, { exact: true }).fill(value);
}

async function press(name: string | RegExp): Promise<void> {
  await page.getByRole('button', { name }).click();
}

async function picture(): Promise<{ name: string; mimeType: string; buffer: Buffer }> {
  const image = sharp({ create: { width: 40, height: 30, channels: 3, background: 'teal' } });
  return { name: 'me.png', mimeType: 'image/png', buffer: await image.png().toBuffer() };
}

async function signIn(email: string, password = goodPassword): Promise<void> {
  await open('/sign-in');
  await fill('Email address', email);
  await fill('Password', password);
  await press(/^Sign in$/);
}

const noPicture = Buffer.alloc(1000);
/** By its path, as the browser reads it: too large to be handed over. */
const folder = mkdtempSync(join(tmpdir(), 'test-pictures-'));
const largeFile = join(folder, 'me.png');
writeFileSync(largeFile, '');
truncateSync(largeFile, 21 * 1024 * 1024);
afterAll(() => rmSync(folder, { recursive: true }));

const browsers = [
  ['with JavaScript', true],
  ['without JavaScript', false],
] as const;

/** A new browser for each test: a phone. */
function openBefore(options: { javaScriptEnabled: boolean }): void {
  beforeEach(async () => {
    context = await browser.newContext({ ...options, viewport: { width: 390, height: 844 } });
    page = await context.newPage();
  });
  afterEach(() => context.close());
}

describe.each(browsers)('in a browser %s', (_name, javaScriptEnabled) => {
  openBefore({ javaScriptEnabled });

  test('somebody joins, after putting their form right', async () => {
    const { path, email } = await invite(world, nextEmail());
    await open(path);
    await choosePassword(page);
    await fill('Your name', 'Ana');
    await fill('Password', 'password12345678');
    await page.getByLabel('Picture').setInputFiles(await picture());
    await press(/^Join/);

    await page.getByRole('alert').waitFor();
    expect(await page.title()).toBe('Please check: Join Sandbox');
    expect(await page.getByRole('alert').evaluate((each) => each.matches(':focus'))).toBe(true);
    expect(await page.getByLabel('Your name').inputValue()).toBe('Ana');
    expect(await page.getByLabel('Password', { exact: true }).inputValue()).toBe('');
    await page.getByRole('alert').getByRole('link').click();
    expect(await page.evaluate('location.hash')).toBe('#password');

    await fill('Password', goodPassword);
    await page.getByLabel('Picture').setInputFiles(await picture());
    await press(/^Join/);
    await page.getByRole('heading', { name: "You're in" }).waitFor();
    expect(await page.getByText(email).first().isVisible()).toBe(true);
    expect(await page.evaluate("document.querySelector('img.portrait').naturalWidth")).toBe(256);
  });

  test('a member signs in, and out again', async () => {
    const { email } = await joinAs(world, nextEmail());
    await signIn(email, 'not this one');
    await page.getByRole('alert').waitFor();
    expect(await page.getByLabel('Email address').inputValue()).toBe(email);
    await fill('Password', goodPassword);
    await press(/^Sign in$/);
    await page.getByRole('heading', { name: 'Your account' }).waitFor();
    await press(/^Sign out$/);
    await page.getByText("You're signed out.").waitFor();
    await open('/account');
    await page.getByRole('heading', { name: "You're signed out" }).waitFor();
    await page.getByRole('link', { name: 'Sign in' }).click();
    expect(new URL(page.url()).searchParams.get('return')).toBe('/account');
  });

  test('a member changes name, picture and password, and ends another session', async () => {
    const { email, cookie } = await joinAs(world, nextEmail());
    await signIn(email);
    await fill('Your name', 'Ana Two');
    await press('Save name');
    await page.getByText('Name saved.').waitFor();
    await page.getByLabel('Picture').setInputFiles(await picture());
    await press('Save picture');
    await page.getByText('Picture saved.').waitFor();
    await press('Remove picture');
    await page.getByText('Picture removed.').waitFor();
    await press(/^Sign out of/);
    await page.getByText('Signed out of that browser.').waitFor();
    expect((await world.get('/account', { cookie })).status).toBe(401);
    await fill('Current password', goodPassword);
    await fill('New password', newPassword);
    await press('Change password');
    await page.getByText('Password changed.').waitFor();
    expect(await page.getByText('Ana Two').first().isVisible()).toBe(true);
  });
});

describe.each(browsers)('in a browser %s', (_name, javaScriptEnabled) => {
  openBefore({ javaScriptEnabled });

  test('somebody who forgot their password gets back in', async () => {
    const { email } = await joinAs(world, nextEmail());
    await open('/sign-in');
    await page.getByRole('link', { name: 'Forgot your password?' }).click();
    await fill('Email address', email);
    await press('Email me a link');
    await page.getByRole('heading', { name: 'Check your email' }).waitFor();
    await world.letterTo(email);
    await open(await resetPath(world, email));
    await fill('New password', newPassword);
    await press('Save and sign in');
    await page.getByText('Password changed.').waitFor();
  });
});

describe('with JavaScript', () => {
  openBefore({ javaScriptEnabled: true });

  test('the password can be shown, is judged, and the picture is shown beforehand', async () => {
    await open((await invite(world, nextEmail())).path);
    await choosePassword(page);
    const password = page.getByLabel('Password', { exact: true });
    await password.fill('short');
    await page.getByText('10 more characters.').waitFor();
    await password.fill('a much longer set of words');
    await page.getByText('Strong.').waitFor();
    await press('Show password');
    expect(await password.getAttribute('type')).toBe('text');
    await press('Hide password');
    expect(await password.getAttribute('type')).toBe('password');
    await page.getByLabel('Picture').setInputFiles(await picture());
    await page.getByText('This is how your picture will look.').waitFor();
    expect(await page.locator('canvas').isVisible()).toBe(true);
  });

  test('everything can be done with the keyboard alone', async () => {
    const { email } = await joinAs(world, nextEmail());
    await open('/sign-in');
    await page.keyboard.press('Tab');
    await page.keyboard.type(email);
    await page.keyboard.press('Tab');
    await page.keyboard.type(goodPassword);
    await page.keyboard.press('Tab');
    const shown = await page.evaluate('document.activeElement.textContent');
    expect(shown).toBe('Show');
    await page.keyboard.press('Tab');
    const outline = await page.evaluate('getComputedStyle(document.activeElement).outlineStyle');
    expect(outline).toBe('solid');
    await page.keyboard.press('Enter');
    await page.waitForURL('**/account');
  });
});

/** Where everything stands that both browsers show, in pixels. */
const places = `[...document.querySelectorAll('main, label, input, p:not(:empty), button:not(.toggle)')]
  .map((each) => {
    const { left, top, width, height } = each.getBoundingClientRect();
    return [each.tagName, each.id, left, top, width, height].join(' ');
  })`;

test('nothing of a form moves when the script comes late', async () => {
  const { path } = await invite(world, nextEmail());
  const shown: unknown[] = [];
  for (const javaScriptEnabled of [false, true]) {
    const context = await browser.newContext({ javaScriptEnabled });
    const page = await context.newPage();
    // With passkeys the password's fields are folded away.
    await page.addInitScript('delete window.PublicKeyCredential');
    await page.goto(world.url + path);
    if (javaScriptEnabled) await page.getByRole('button', { name: 'Show password' }).waitFor();
    shown.push(await page.evaluate(places));
    await context.close();
  }

  expect(shown[0]).toContainEqual(expect.stringMatching(/^INPUT password /));
  expect(shown[1]).toEqual(shown[0]);
});

describe('a picture, with JavaScript', () => {
  openBefore({ javaScriptEnabled: true });

  test('of a phone is made small before it is sent', async () => {
    await open((await invite(world, nextEmail())).path);
    await choosePassword(page);
    const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
    const image = sharp({ create: { width: 2600, height: 2000, channels: 3, noise } as never });
    const buffer = await image.jpeg({ quality: 95 }).toBuffer();
    await page
      .getByLabel('Picture')
      .setInputFiles({ name: 'IMG_1.jpg', mimeType: 'image/jpeg', buffer });
    await page.getByText('This is how your picture will look.').waitFor();
    const chosen = "document.querySelector('[type=file]').files[0].name";
    await expect.poll(() => page.evaluate(chosen)).toBe('IMG_1.webp');
    const sizes = "document.querySelector('[type=file]').files[0].size";
    expect(await page.evaluate(sizes)).toBeLessThan(250_000);
    await fill('Your name', 'Ana');
    await fill('Password', goodPassword);
    await press(/^Join/);
    await page.getByRole('heading', { name: "You're in" }).waitFor();
    expect(await page.evaluate("document.querySelector('img.portrait').naturalWidth")).toBe(256);
  });

  test.each([
    ['a HEIC', { name: 'IMG_1.heic', mimeType: 'image/heic', buffer: noPicture }, 'HEIC picture'],
    [
      'a TIFF',
      { name: 'me.tiff', mimeType: 'image/tiff', buffer: noPicture },
      'use this file as a picture',
    ],
    ['a large PNG', largeFile, 'larger than 20 MB'],
  ])('%s is left out, said at its field, and costs nothing', async (_what, file, reason) => {
    await open((await invite(world, nextEmail())).path);
    await choosePassword(page);
    await fill('Your name', 'Ana');
    await fill('Password', goodPassword);
    await page.getByLabel('Picture').setInputFiles(file);
    await page.getByText(reason).waitFor();
    expect(await page.getByLabel('Picture').inputValue()).toBe('');
    await press(/^Join/);
    await page.getByRole('heading', { name: "You're in" }).waitFor();
  });
});
