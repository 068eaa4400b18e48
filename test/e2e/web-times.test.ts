import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
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

test.each([
  [true, 'Asia/Tokyo', 'Wednesday, 2 March 2033 at 01:30 GMT+9'],
  [true, 'America/New_York', 'Tuesday, 1 March 2033 at 11:30 GMT-5'],
  [false, 'Asia/Tokyo', 'Tuesday, 1 March 2033 at 16:30 UTC'],
])(
  'moments are those of the browser where it has JavaScript (%s, %s)',
  async (javaScriptEnabled, timezoneId, shown) => {
    const { path, email } = await invite(
      world,
      `${timezoneId.slice(-5)}${javaScriptEnabled}@example.com`,
    );
    await world.database.query(
      "UPDATE invitations SET expires_at = '2033-03-01T16:30:00Z' WHERE address = $1",
      [email.toLowerCase()],
    );
    const context = await browser.newContext({ javaScriptEnabled, timezoneId });
    const page = await context.newPage();
    await page.goto(world.url + path);
    expect(await page.locator('time').textContent()).toBe(shown);
    await context.close();
  },
);
