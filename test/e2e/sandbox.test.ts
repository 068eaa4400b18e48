import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { choosePassword } from '../support/password-way.ts';
import {
  type Person,
  type SandboxBrowser,
  startSandboxBrowser,
} from '../support/sandbox-browser.ts';

/** Each story should take 15 s at most; a busy machine may need longer. */
const patienceMs = 60_000;

const password = 'correct horse battery staple';

let sandbox: SandboxBrowser;
beforeAll(async () => {
  sandbox = await startSandboxBrowser();
});
afterEach(() => sandbox.closeBrowsers());
afterAll(() => sandbox.stop());

const browserOf = (person: Person) => sandbox.browserOf(person);
const freshBrowser = () => sandbox.freshBrowser();
const say = (page: Page, text: string) => sandbox.say(page, text);

/** Invites somebody with the dialog, and closes it. */
async function invite(page: Page, email: string): Promise<void> {
  await say(page, '/invite');
  const dialog = page.getByRole('dialog');
  await dialog.getByLabel('Email address').fill(email);
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await dialog.getByText(`Invitation sent to ${email}`).waitFor();
}

/** Closes the dialog that is open. */
async function close(page: Page): Promise<void> {
  await page.getByRole('dialog').getByRole('button', { name: 'Done' }).click();
  await page.getByRole('dialog').waitFor({ state: 'detached' });
}

/** Moves the sandbox's clock; resolves when it has moved. */
async function letPass(page: Page, time: 'Skip a day' | 'Skip a week'): Promise<void> {
  await page.getByText('Clock', { exact: true }).click();
  const moved = page.waitForResponse(/\/sandbox\/clock$/);
  await page.getByRole('button', { name: time }).click();
  await moved;
}

/** Takes the mail server down, or up again. */
async function switchMailServer(page: Page): Promise<void> {
  await page.getByText('Faults', { exact: true }).click();
  const switched = page.waitForResponse(/\/sandbox\/faults$/);
  await page.getByRole('switch', { name: /mail server/i }).click();
  await switched;
}

/** Opens the app's Home tab. */
async function openHome(page: Page): Promise<void> {
  await page.goto(`${sandbox.url}/sandbox/app`);
  // It opens where the person was in it the last time.
  await page.getByRole('button', { name: /Invitations \(/ }).click();
  await page.getByRole('button', { name: /● Invitations/ }).waitFor();
}

/** Opens the app's Home tab once more, and says whether a text stands in it. */
async function showsInHome(page: Page, text: RegExp): Promise<boolean> {
  await openHome(page);
  return (await page.getByText(text).count()) > 0;
}

/** The link in the newest email to an address, as the mailbox shows it. */
async function linkFor(email: string): Promise<string> {
  const page = await freshBrowser();
  await page.goto(`${sandbox.url}/sandbox/mail`);
  await page
    .getByRole('link', { name: new RegExp(email) })
    .first()
    .click();
  const link = page.frameLocator('iframe').getByRole('link', { name: /^Join / });
  const href = await link.getAttribute('href');
  await page.context().close();
  return href ?? '';
}

/** Signs up in a browser of their own. */
async function signUp(link: string, name: string): Promise<Page> {
  const page = await freshBrowser();
  await page.goto(link);
  await page.getByLabel('Your name').fill(name);
  await choosePassword(page);
  await page.getByLabel('Password', { exact: true }).fill(password);
  await page.getByRole('button', { name: /^Join/ }).click();
  await page.getByRole('heading', { name: "You're in" }).waitFor();
  return page;
}

test(
  'invites two people, one joins in another browser, and Home shows it',
  async () => {
    const olga = await browserOf('Olga');
    await invite(olga, 'ana@example.com');
    await olga.getByRole('button', { name: 'Invite another' }).click();
    const dialog = olga.getByRole('dialog');
    await dialog.getByLabel('Email address').fill('bo@example.com');
    await dialog.getByRole('button', { name: 'Send invite' }).click();
    await dialog.getByText('Sent so far (2)').waitFor();
    await close(olga);

    await signUp(await linkFor('ana@example.com'), 'Ana');

    await openHome(olga);
    await olga.getByText(/1 of 2 joined/).waitFor();
    expect(await olga.getByText(/Waiting · sent/).count()).toBe(1);
    expect(await olga.getByText('ana@example.com').count()).toBe(0);
  },
  patienceMs,
);

test(
  'shows a regular member whom to ask, and no dialog',
  async () => {
    const mia = await browserOf('Mia');
    await say(mia, '/invite');
    await mia
      .getByText(/Only admins can send invitations/)
      .first()
      .waitFor();
    expect(await mia.getByRole('dialog').count()).toBe(0);
  },
  patienceMs,
);

test(
  'signs a removed member out of both their browsers',
  async () => {
    const adam = await browserOf('Adam');
    await invite(adam, 'carl@example.com');
    await close(adam);
    const first = await signUp(await linkFor('carl@example.com'), 'Carl');
    const second = await freshBrowser();
    await second.goto(`${sandbox.url}/sign-in`);
    await second.getByLabel('Email address').fill('carl@example.com');
    await second.getByLabel('Password', { exact: true }).fill(password);
    await second.getByRole('button', { name: /^Sign in$/ }).click();
    await second.getByRole('heading', { name: 'Your account' }).waitFor();

    await openHome(adam);
    await adam.getByRole('button', { name: /^Members \(/ }).click();
    await adam.getByText('carl@example.com').waitFor();
    // The newest member stands first.
    await adam.getByRole('button', { name: 'Remove' }).first().click();
    await adam.getByRole('dialog').getByRole('button', { name: 'Remove' }).click();
    await adam
      .getByRole('dialog')
      .getByText(/was removed/)
      .waitFor();
    await close(adam);
    await adam.getByText(/was removed and signed out everywhere/).waitFor();

    for (const page of [first, second]) {
      await page.goto(`${sandbox.url}/account`);
      expect(await page.getByText('carl@example.com').count()).toBe(0);
    }
  },
  patienceMs,
);

test(
  'warns about a link before and after it is posted, and replacing it kills it',
  async () => {
    const olga = await browserOf('Olga');
    await invite(olga, 'dora@example.com');
    await close(olga);
    const link = await linkFor('dora@example.com');

    await olga.goto(sandbox.url);
    const field = olga.getByRole('textbox', { name: /Message/ });
    await field.fill(`Come in: ${link}`);
    const warning = olga.getByText(/whoever uses it first/);
    await warning.first().waitFor();
    await field.press('Enter');
    await olga.getByText(/Posted by/).waitFor();
    expect(await warning.count()).toBeGreaterThan(0);
    await olga.getByRole('button', { name: 'Replace link' }).click();
    await olga.getByRole('button', { name: 'Replace', exact: true }).click();
    await olga.getByText(/The link you posted no longer works/).waitFor();

    const visitor = await freshBrowser();
    await visitor.goto(link);
    await visitor.getByRole('heading', { name: "There's a newer link" }).waitFor();
    expect(await linkFor('dora@example.com')).not.toBe(link);
  },
  patienceMs,
);

test(
  'shows a week-old invitation as Expired; sent again, its link works',
  async () => {
    const adam = await browserOf('Adam');
    await invite(adam, 'eve@example.com');
    await close(adam);
    const link = await linkFor('eve@example.com');
    await adam.goto(sandbox.url);
    await letPass(adam, 'Skip a week');

    await openHome(adam);
    await adam.getByRole('button', { name: 'Resend to eve@example.com' }).waitFor();
    const visitor = await freshBrowser();
    await visitor.goto(link);
    await visitor.getByRole('heading', { name: 'This invitation has expired' }).waitFor();
    await adam.getByRole('button', { name: 'Resend to eve@example.com' }).click();
    await adam.getByText(/Resent to eve@example.com/).waitFor();

    await signUp(link, 'Eve');
  },
  patienceMs,
);

test(
  'shows that an email waits while the mail server is down',
  async () => {
    const olga = await browserOf('Olga');
    await switchMailServer(olga);
    await invite(olga, 'finn@example.com');
    await close(olga);
    // Home may be shown while it is being sent, and comes up to date by itself once a minute only.
    await expect
      .poll(() => showsInHome(olga, /retrying/), { timeout: patienceMs / 2, interval: 1000 })
      .toBe(true);

    await switchMailServer(olga);
    await letPass(olga, 'Skip a day');
    expect(await linkFor('finn@example.com')).toContain('/join/');
  },
  patienceMs,
);
