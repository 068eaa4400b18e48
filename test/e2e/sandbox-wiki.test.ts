import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { choosePassword } from '../support/password-way.ts';
import { type SandboxBrowser, startSandboxBrowser } from '../support/sandbox-browser.ts';

const patienceMs = 120_000;
const password = 'correct horse battery staple';

let sandbox: SandboxBrowser;
beforeAll(async () => {
  sandbox = await startSandboxBrowser();
});
afterAll(() => sandbox.stop());

/** The tour's next step, as it stands beside the conversation. */
async function nextStep(page: Page, words: string): Promise<void> {
  await page.goto(sandbox.url);
  await page.getByText(words).first().waitFor();
}

/** Ana opens her email, and joins. */
async function letAnaJoin(): Promise<Page> {
  const ana = await sandbox.freshBrowser();
  await ana.goto(`${sandbox.url}/sandbox/mail`);
  await ana
    .getByRole('link', { name: /ana@example.com/ })
    .first()
    .click();
  const letter = ana.frameLocator('iframe');
  await letter.getByText('Wiki', { exact: true }).waitFor();
  const link = letter.getByRole('link', { name: /^Join / });
  await ana.goto((await link.getAttribute('href')) ?? '');
  await ana.getByText("You'll get").waitFor();
  await ana.getByLabel('Your name').fill('Ana');
  await choosePassword(ana);
  await ana.getByLabel('Password', { exact: true }).fill(password);
  await ana.getByRole('button', { name: /^Join/ }).click();
  await ana.getByRole('heading', { name: "You're in" }).waitFor();
  return ana;
}

async function removeAna(adam: Page): Promise<void> {
  await adam.goto(`${sandbox.url}/sandbox/app`);
  await adam.getByRole('button', { name: /^Members/ }).click();
  await adam.getByRole('button', { name: 'Remove Ana' }).click();
  const dialog = adam.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByText(/Wiki/).first().waitFor();
  await dialog
    .getByRole('button', { name: /^(Done|Close)$/ })
    .last()
    .click();
  await dialog.waitFor({ state: 'hidden' });
}

test(
  'the tour: invite, join, open the wiki, remove, and the wiki is shut',
  async () => {
    const adam = await sandbox.browserOf('Adam');
    await sandbox.say(adam, '/invite ana@example.com');
    await adam.getByText('Email to ana@example.com').first().waitFor();
    const ana = await letAnaJoin();
    await nextStep(adam, 'It’s a pretend one');

    await ana.getByRole('link', { name: 'Wiki' }).click();
    await ana.getByRole('heading', { name: 'Hello, Ana' }).waitFor();
    const wiki = ana.url();
    expect(new URL(wiki).origin).not.toBe(sandbox.url);
    await nextStep(adam, 'to see who has joined');

    await removeAna(adam);
    await nextStep(adam, 'Then reload the wiki');
    await ana.goto(wiki);
    await expect
      .poll(async () => {
        // The wiki is told within moments.
        await ana.goto(wiki);
        return new URL(ana.url()).pathname;
      })
      .toBe('/sign-in');
    await nextStep(adam, 'That’s it!');
  },
  patienceMs,
);

test(
  'after starting over the wiki is there anew, and knows nobody',
  async () => {
    const adam = await sandbox.browserOf('Adam');
    await adam.getByRole('button', { name: 'Start over' }).first().click();
    await adam.locator('#start-over').getByRole('button', { name: 'Start over' }).click();
    await adam.getByText('It’s a pretend one').waitFor({ state: 'hidden' });
    const tools = adam.getByRole('button', { name: 'Tools', exact: true });
    // It takes a moment until everything is there anew.
    await expect
      .poll(
        async () => {
          await adam.goto(`${sandbox.url}/sandbox/app`);
          return await tools.count();
        },
        { timeout: patienceMs / 2, interval: 500 },
      )
      .toBeGreaterThan(0);
    await tools.click();
    await adam.getByText('for all members').waitFor();
    const other = await sandbox.freshBrowser();
    const address =
      (await adam.getByRole('link', { name: 'Open Wiki' }).getAttribute('href')) ?? '';
    await other.goto(address);
    await other.getByRole('heading', { name: /Sign in/ }).waitFor();
  },
  patienceMs,
);
