import type { Browser, BrowserContext, CDPSession, Locator, Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { goodPassword, invite } from '../support/acts.ts';
import { launchChromium } from '../support/chromium.ts';
import { choosePassword } from '../support/password-way.ts';
import { startSlackSignInWorld } from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

// Passkeys as Chromium makes them, with authenticators that it plays itself.

let world: World;
let browser: Browser;
let context: BrowserContext;
let page: Page;
let cdp: CDPSession;
let site: string;
beforeAll(async () => {
  const PORT = String(await freePort());
  site = `http://localhost:${PORT}`;
  world = await startSlackSignInWorld({ PORT, PUBLIC_URL: site });
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});
beforeEach(() => newPhone());
afterEach(() => context.close());

/** A phone of somebody's. */
async function newPhone(options: { javaScriptEnabled?: boolean } = {}): Promise<void> {
  context = await browser.newContext({ ...options, viewport: { width: 390, height: 844 } });
  page = await context.newPage();
  cdp = await context.newCDPSession(page);
  await cdp.send('WebAuthn.enable');
}

/** Gives the phone an authenticator; its id. */
async function addAuthenticator(
  transport: 'internal' | 'usb' = 'internal',
  isUserVerified = true,
): Promise<string> {
  const { authenticatorId } = await cdp.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      protocol: 'ctap2',
      ctap2Version: 'ctap2_1',
      transport,
      hasResidentKey: true,
      hasUserVerification: true,
      isUserVerified,
      automaticPresenceSimulation: true,
    },
  });
  return authenticatorId;
}

/** Whether somebody touches the authenticator when it asks for that. */
async function presence(authenticatorId: string, enabled: boolean): Promise<void> {
  await cdp.send('WebAuthn.setAutomaticPresenceSimulation', { authenticatorId, enabled });
}

let people = 0;
async function openInvitation(): Promise<string> {
  people += 1;
  const { path, email } = await invite(world, `browser${people}@example.com`);
  await page.goto(site + path);
  return email;
}

const press = (name: string | RegExp) => page.getByRole('button', { name }).click();
const isIn = (heading: string) => page.getByRole('heading', { name: heading }).waitFor();

async function joinByPasskey(): Promise<string> {
  const email = await openInvitation();
  await page.getByLabel('Your name').fill('Ana');
  await press('Create a passkey');
  await isIn("You're in");
  return email;
}

/** Comes back another time: to a browser that chooses what it offers by itself, as somebody would. */
async function comeBack(): Promise<void> {
  await context.clearCookies();
  await page.goto(`${site}/sign-in`);
}

test('somebody joins with one, and is offered it where they sign in', async () => {
  const authenticatorId = await addAuthenticator();
  await joinByPasskey();
  const { credentials } = await cdp.send('WebAuthn.getCredentials', { authenticatorId });
  expect(credentials).toMatchObject([{ isResidentCredential: true, rpId: 'localhost' }]);
  // What the browser offers by itself is chosen: nobody has pressed anything.
  await comeBack();
  await isIn('Your account');
});

/** What can be pressed on the page, in the order in which it is come to. */
async function waysInOrder(): Promise<string[]> {
  const ways = page.locator('form').locator('button:visible, a.button:visible, summary:visible');
  return (await ways.allInnerTexts()).map((each) => each.trim());
}

async function bottomOf(way: Locator): Promise<number> {
  const box = await way.boundingBox();
  return box ? box.y + box.height : Number.POSITIVE_INFINITY;
}

test('passkey and Slack are within the first screen, in this order, and what the passkey needs is filled in', async () => {
  const email = await openInvitation();
  await world.database.query(
    'UPDATE invitations SET suggested_name = $1, message = $2 WHERE address = $3',
    ['Ana López', 'Hello!\n'.repeat(20), email],
  );
  await page.reload();
  expect(await waysInOrder()).toEqual([
    'Create a passkey',
    'Continue with Slack',
    'Choose a password',
  ]);
  const bySlack = page.getByRole('link', { name: 'Continue with Slack' });
  expect(await bottomOf(page.getByRole('button', { name: 'Create a passkey' }))).toBeLessThan(600);
  expect(await bottomOf(bySlack)).toBeLessThan(700);
  expect(await page.getByLabel('Your name').inputValue()).toBe('Ana López');
  expect(await page.getByLabel('Password', { exact: true }).isVisible()).toBe(false);
});

test('of two the one that was removed lets nobody in, and the other one does', async () => {
  // Only what is pressed asks for one.
  await page.addInitScript(
    'PublicKeyCredential.isConditionalMediationAvailable = async () => false',
  );
  const first = await addAuthenticator();
  await joinByPasskey();
  await presence(first, false);
  const second = await addAuthenticator('usb');
  await page.goto(`${site}/account`);
  await press('Add a passkey');
  await page.getByText('Passkey added.').waitFor();
  await page
    .getByRole('button', { name: /^Remove “/ })
    .first()
    .click();
  await page.getByText('Passkey removed.').waitFor();
  await comeBack();
  await press('Sign in with a passkey');
  await isIn('Your account');
  await cdp.send('WebAuthn.removeVirtualAuthenticator', { authenticatorId: second });
  await presence(first, true);
  await comeBack();
  await press('Sign in with a passkey');
  await page.getByText("That passkey didn't work here.").waitFor();
});

test('a device that has one makes no second one', async () => {
  await addAuthenticator();
  await joinByPasskey();
  await page.goto(`${site}/account`);
  await press('Add a passkey');
  await page.getByText('has a passkey for this account already').waitFor();
});

test('a copy is refused', async () => {
  const authenticatorId = await addAuthenticator();
  await joinByPasskey();
  const [credential] = (await cdp.send('WebAuthn.getCredentials', { authenticatorId })).credentials;
  await comeBack();
  await isIn('Your account');
  if (!credential) throw new Error('no passkey');
  await cdp.send('WebAuthn.removeCredential', {
    authenticatorId,
    credentialId: credential.credentialId,
  });
  await cdp.send('WebAuthn.addCredential', { authenticatorId, credential });
  await comeBack();
  await page.getByText("That passkey didn't work here.").waitFor();
});

test('whoever is not verified gets no further, and chooses a password', async () => {
  await addAuthenticator('internal', false);
  await openInvitation();
  await page.getByLabel('Your name').fill('Ana');
  await press('Create a passkey');
  await page.getByText('No passkey was made.').waitFor();
  await page.getByLabel('Password', { exact: true }).fill(goodPassword);
  await page.getByLabel('Password', { exact: true }).press('Enter');
  await isIn("You're in");
});

test('what is wrong with a password stays in sight', async () => {
  await openInvitation();
  await page.getByLabel('Your name').fill('Ana');
  await choosePassword(page);
  await page.getByLabel('Password', { exact: true }).fill('password12345678');
  await press(/^Join/);
  await page.getByRole('alert').waitFor();
  expect(await page.getByLabel('Password', { exact: true }).isVisible()).toBe(true);
});
test.each(['without JavaScript', 'in a browser that has none'])(
  '%s the page of an invitation is the password form',
  async (how) => {
    await context.close();
    const javaScriptEnabled = how !== 'without JavaScript';
    await newPhone({ javaScriptEnabled });
    await page.addInitScript('delete window.PublicKeyCredential');
    await openInvitation();
    expect(await page.getByText('passkey').filter({ visible: true }).count()).toBe(0);
    expect(await page.locator('summary').isVisible()).toBe(false);
    const ways = (await waysInOrder()).filter((each) => each !== 'Show');
    expect(ways).toEqual(['Continue with Slack', expect.stringMatching(/^Join /)]);
    expect(await bottomOf(page.getByRole('link', { name: 'Continue with Slack' }))).toBeLessThan(
      700,
    );
    await page.getByLabel('Your name').fill('Ana');
    await page.getByLabel('Password', { exact: true }).fill(goodPassword);
    await page.getByLabel('Password', { exact: true }).press('Enter');
    await isIn("You're in");
    await page.goto(`${site}/account`);
    expect(await page.getByRole('button', { name: 'Add a passkey' }).isVisible()).toBe(false);
  },
);

test('whoever was signed out meanwhile, or whose link was used, sees that instead of trying again', async () => {
  await addAuthenticator();
  await joinByPasskey();
  await page.goto(`${site}/account`);
  await context.clearCookies();
  await press('Add a passkey');
  await isIn("You're signed out");

  await openInvitation();
  const { pathname } = new URL(page.url());
  const form = new FormData();
  form.set('displayName', 'Bo');
  form.set('password', goodPassword);
  expect((await world.post(pathname, form)).status).toBe(303);
  await page.getByLabel('Your name').fill('Ana');
  await press('Create a passkey');
  await isIn('This invitation has been used');
});
