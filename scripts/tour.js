import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium } from 'playwright-core';
import { findChromium } from './machine.js';
import { NotReady, prepare, root, runScript } from './prepare.js';
import { startApp } from './stage/app-process.js';

/** @import { Browser, Page } from 'playwright-core' */
/** @typedef {(page: Page, name: string, text: string) => Promise<void>} Look Takes a picture, and says what it shows. */

// `npm run tour`: walks through the product in the sandbox, takes the pictures of docs/tour.md and of the
// README, and writes docs/tour.md, so that both show what is there today.
const images = join(root, 'docs', 'images');
const size = { width: 1280, height: 800 };
const port = 3199;
const url = `http://localhost:${port}`;

await runScript(async () => {
  await prepare({ quiet: false });
  const executablePath = findChromium();
  if (!executablePath) throw new NotReady('The tour needs Chromium: install it first.');
  const dataDir = mkdtempSync(join(tmpdir(), 'tour-'));
  const env = { DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: url, LOG_LEVEL: 'error' };
  const sandbox = await startApp(env, 'dist-sandbox/main.js');
  const browser = await chromium.launch({ executablePath, args: ['--no-sandbox'] });
  const sections = await walk(browser);
  await browser.close();
  await sandbox.end('SIGTERM');
  rmSync(dataDir, { recursive: true, force: true });
  const intro =
    '# Tour\n\nWhat people see, from the command to the new member. `npm run tour` retakes these pictures.';
  writeFileSync(join(root, 'docs', 'tour.md'), `${[intro, ...sections].join('\n\n')}\n`);
  console.log(`Wrote docs/tour.md with ${sections.length} pictures.`);
});
process.exit();

/**
 * @param {Browser} browser
 */
async function walk(browser) {
  /** @type {string[]} */
  const sections = [];
  /** @type {Look} */
  const look = async (page, name, text) => {
    await page.waitForLoadState('networkidle');
    await page.screenshot({ path: join(images, `${name}.png`) });
    sections.push(`${text}\n\n![${text}](images/${name}.png)`);
  };
  const olga = await newPage(browser);
  await olga.goto(url);
  await olga.getByRole('textbox', { name: /Message/ }).fill('/invite');
  await olga.getByRole('textbox', { name: /Message/ }).press('Enter');
  const dialog = olga.getByRole('dialog');
  await dialog.getByLabel('Email address').fill('ana@example.com');
  await look(olga, 'dialog', 'An admin types `/invite` and enters an address.');
  await dialog.getByRole('button', { name: 'Send invite' }).click();
  await dialog.getByText('Invitation sent to ana@example.com').waitFor();
  await look(olga, 'sent', 'The dialog says who was invited. **Invite another** goes on.');
  await dialog.getByRole('button', { name: 'Done' }).click();
  await olga.goto(url);
  await say(olga, '/invite bo@example.com carl@example.com admin');
  await olga.getByText('invitation sent to carl@example.com').first().waitFor();
  await look(olga, 'command', 'Or several people in one line.');

  const link = await readMail(browser, look);
  await signUp(browser, link, look);
  await shareLink(olga, browser, look);
  await openHome(olga);
  await look(olga, 'sandbox', "Home shows who hasn't joined yet, and what needs somebody.");
  await olga.getByRole('button', { name: /^Settings/ }).click();
  await olga.getByText('● Settings').waitFor();
  await look(olga, 'settings', 'The settings, with seats.');
  await olga.getByRole('button', { name: 'Tools', exact: true }).click();
  await olga.getByText('1 person').waitFor();
  await look(olga, 'tools', 'The tools, who can use them, and who has.');
  await takeBack(olga, look);
  return sections;
}

/**
 * @param {Page} olga
 * @param {Look} look
 */
async function takeBack(olga, look) {
  await olga.getByRole('button', { name: /^Members/ }).click();
  await olga.getByRole('button', { name: 'Remove Ana Lopez' }).click();
  const dialog = olga.getByRole('dialog');
  await dialog.getByRole('button', { name: 'Remove', exact: true }).click();
  await dialog.getByText('Wiki signed out').waitFor();
  await look(
    olga,
    'receipt',
    "Remove someone, and they're out of all of them. The receipt says so.",
  );
}

/** @param {Browser} browser */
async function newPage(browser) {
  const context = await browser.newContext({ viewport: size });
  return await context.newPage();
}

/**
 * @param {Page} page
 * @param {string} text
 */
async function say(page, text) {
  const field = page.getByRole('textbox', { name: /Message/ });
  await field.fill(text);
  await field.press('Enter');
}

/** @param {Page} page */
async function openHome(page) {
  await page.goto(`${url}/sandbox/app`);
  await page.getByRole('button', { name: /Invitations \(/ }).waitFor();
}

/**
 * The link in the email to somebody.
 * @param {Page} page
 * @param {string} email
 */
async function mailTo(page, email) {
  await page.goto(`${url}/sandbox/mail`);
  await page
    .getByRole('link', { name: new RegExp(email) })
    .first()
    .click();
  const link = page.frameLocator('iframe').getByRole('link', { name: /^Join / });
  const href = await link.getAttribute('href');
  if (href === null) throw new Error(`The email to ${email} has no link.`);
  return href;
}

/**
 * @param {Browser} browser
 * @param {Look} look
 */
async function readMail(browser, look) {
  const page = await newPage(browser);
  const link = await mailTo(page, 'ana@example.com');
  await look(page, 'mail', 'The invitee gets an email with a personal link.');
  return link;
}

/**
 * @param {Browser} browser
 * @param {string} link
 * @param {Look} look
 */
async function signUp(browser, link, look) {
  const page = await newPage(browser);
  await page.goto(link);
  await page.getByLabel('Your name').fill('Ana Lopez');
  await look(page, 'join', 'The link opens the sign-up page.');
  await page.getByText('Choose a password').click();
  await page.getByLabel('Password', { exact: true }).fill('correct horse battery staple');
  await page.getByRole('button', { name: /^Join/ }).click();
  await page.getByRole('heading', { name: "You're in" }).waitFor();
  await look(page, 'joined', "A name and a way to sign in, and they're in, with all their tools.");
  await page.getByRole('link', { name: 'Wiki' }).click();
  await page.getByRole('heading', { name: 'Hello, Ana' }).waitFor();
  await look(page, 'wiki', 'The account opens them: here the sandbox’s pretend wiki.');
}

/**
 * @param {Page} olga
 * @param {Browser} browser
 * @param {Look} look
 */
async function shareLink(olga, browser, look) {
  const link = await mailTo(await newPage(browser), 'bo@example.com');
  await olga.goto(url);
  await say(olga, `Come in: ${link}`);
  await olga.getByRole('button', { name: 'Replace link' }).waitFor();
  await look(olga, 'warning', "Post an invite link, and you're warned. An admin can replace it.");
}
