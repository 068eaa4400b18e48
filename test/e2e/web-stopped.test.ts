import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { goodPassword, invite } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { choosePassword } from '../support/password-way.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World;
let browser: Browser;
beforeAll(async () => {
  world = await startWorld();
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

test.each(['Escape', 'the next change'])(
  'a form is sent once, and when it was stopped its button is back with %s',
  async (by) => {
    const page = await (await browser.newContext()).newPage();
    const { path } = await invite(world, `${by.replaceAll(' ', '.')}@example.com`);
    await page.goto(world.url + path);
    await page.getByLabel('Your name').fill('Ana');
    await choosePassword(page);
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    const sent: string[] = [];
    // With this answer a browser stays where it is, as when somebody stops it.
    await page.route('**/join/*', async (route) => {
      sent.push(route.request().method());
      await route.fulfill({ status: 204 });
    });
    const button = page.locator('button[data-busy]');
    const ready = await button.textContent();
    await page.evaluate(`(() => {
      const button = document.querySelector('button[data-busy]');
      button.click();
      button.click();
    })()`);
    await expect.poll(() => sent).toEqual(['POST']);
    expect([await button.textContent(), await button.isDisabled()]).toEqual(['One moment…', true]);

    if (by === 'Escape') await page.keyboard.press('Escape');
    else await page.getByLabel('Your name').fill('Ana Two');

    expect([await button.textContent(), await button.isDisabled()]).toEqual([ready, false]);
    expect(sent).toEqual(['POST']);
    await page.unroute('**/join/*');
    await button.click();
    await page.getByRole('heading', { name: "You're in" }).waitFor();
    await page.context().close();
  },
);
