import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { startWorld, type World } from '../support/world.ts';

let world: World; let browser: Browser;
beforeAll(async () => { world = await startWorld(); browser = await launchChromium(); });
afterAll(async () => { await browser.close(); await world.stop(); });
const sizes = [[390, 844], [1280, 900]] as const;
test('shots', async () => {
  let n = 0;
  for (const [width, height] of sizes) for (const colorScheme of ['light', 'dark'] as const) {
    n += 1;
    const context = await browser.newContext({ viewport: { width, height }, colorScheme, timezoneId: 'Europe/Berlin' });
    const page = await context.newPage();
    page.on('console', (m) => console.log('CONSOLE', m.text()));
    page.on('pageerror', (m) => console.log('PAGEERROR', m.message));
    const cdp = await context.newCDPSession(page);
    await cdp.send('WebAuthn.enable');
    await cdp.send('WebAuthn.addVirtualAuthenticator', { options: { protocol: 'ctap2', ctap2Version: 'ctap2_1', transport: 'internal', hasResidentKey: true, hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true } });
    const shot = (name: string, fullPage = true) => page.screenshot({ path: `/tmp/pk-shots/${name}-${width}-${colorScheme}.png`, fullPage });
    const { path, email } = await invite(world, `shot${n}@example.com`);
    await world.database.query('UPDATE invitations SET message = $1, suggested_name = $2 WHERE address = $3', ['Hi Mia,\n\nwelcome! 🎉 We are looking forward to working with you.', 'Mia Müller', email]);
    await page.goto(world.url.replace('127.0.0.1', 'localhost') + path);
    await shot('join-first', false);
    await shot('join');
    await page.locator('summary').click();
    await shot('join-open');
    console.log('button', JSON.stringify(await page.getByRole('button', { name: 'Create a passkey' }).boundingBox()));
    await page.goto(world.url.replace('127.0.0.1', 'localhost') + '/sign-in');
    await shot('sign-in');
    await context.close();
  }
});
