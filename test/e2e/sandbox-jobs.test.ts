import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type SandboxBrowser, startSandboxBrowser } from '../support/sandbox-browser.ts';

// How many clicks an admin's jobs take, of whoever looks at Home: counted as the browser tells of them.

const patienceMs = 60_000;

let sandbox: SandboxBrowser;
beforeAll(async () => {
  sandbox = await startSandboxBrowser();
});
afterEach(() => sandbox.closeBrowsers());
afterAll(() => sandbox.stop());

/** Olga looks at Home, after inviting these; and how often she has clicked since. */
async function olgaAtHome(...emails: string[]): Promise<{ olga: Page; clicks: () => number }> {
  const olga = await sandbox.browserOf('Olga');
  if (emails.length > 0) {
    await sandbox.say(olga, `/invite ${emails.join(' ')}`);
    await olga
      .getByText(emails.at(-1) ?? '')
      .first()
      .waitFor();
  }
  let clicks = 0;
  await olga.exposeFunction('countClick', () => {
    clicks += 1;
  });
  // What Enter sends is told as a click that no pointer made.
  const counting = "addEventListener('click', ({ detail }) => detail > 0 && countClick(), true)";
  await olga.addInitScript({ content: counting });
  await olga.goto(`${sandbox.url}/sandbox/app`);
  return { olga, clicks: () => clicks };
}

/** The row of somebody. */
function rowOf(olga: Page, email: string) {
  return olga.locator('.home-blocks > .block', { hasText: email });
}

/** Chooses from the menu of somebody's row. */
async function choose(olga: Page, email: string, entry: string): Promise<void> {
  const menu = rowOf(olga, email).locator('xpath=following-sibling::*[1]').locator('.overflow');
  await menu.locator('summary').click();
  await menu.getByText(entry).click();
}

test(
  'who has not joined yet: no click',
  async () => {
    const { olga, clicks } = await olgaAtHome('una@example.com', 'vic@example.com');
    for (const email of ['una@example.com', 'vic@example.com']) {
      await rowOf(olga, email).getByText('Waiting').waitFor();
    }
    await olga.getByText('0 of 2 joined').waitFor();
    expect(clicks()).toBe(0);
  },
  patienceMs,
);

test(
  'a wrong role: three clicks',
  async () => {
    const { olga, clicks } = await olgaAtHome('role@example.com');
    await choose(olga, 'role@example.com', 'Change role…');
    await olga.getByRole('dialog').getByRole('button', { name: 'Change role' }).click();
    await olga.getByText('role@example.com is now invited as an admin').waitFor();
    expect(clicks()).toBe(3);
  },
  patienceMs,
);

test(
  'a wrong address: two clicks and the address',
  async () => {
    const { olga, clicks } = await olgaAtHome('wrnog@example.com');
    await choose(olga, 'wrnog@example.com', 'Change address…');
    const field = olga.getByRole('dialog').getByRole('textbox');
    await field.waitFor();
    expect(await field.evaluate((each) => each.matches(':focus'))).toBe(true);
    await field.fill('wrong@example.com');
    await field.press('Enter');
    await olga.getByText('The invitation now goes to wrong@example.com').waitFor();
    expect(clicks()).toBe(2);
  },
  patienceMs,
);

test(
  'why an email did not arrive: no click',
  async () => {
    const switcher = await sandbox.browserOf('Olga');
    await switcher.getByText('Faults', { exact: true }).click();
    const switched = switcher.waitForResponse(/\/sandbox\/faults$/);
    await switcher.getByRole('switch', { name: /mail server/i }).click();
    await switched;
    const { olga, clicks } = await olgaAtHome('down@example.com');
    const reason = 'Email delayed, retrying: 421 4.3.2 The mail server is down';
    // Whoever opens Home once it has been tried.
    const row = async () => {
      await olga.goto(`${sandbox.url}/sandbox/app`);
      return await rowOf(olga, 'down@example.com').first().textContent();
    };
    await expect.poll(row, { timeout: patienceMs / 2, interval: 1000 }).toContain(reason);
    expect(clicks()).toBe(0);
  },
  patienceMs,
);
