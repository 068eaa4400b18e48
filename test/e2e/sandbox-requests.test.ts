import { afterAll, beforeAll, test } from 'vitest';
import { choosePassword } from '../support/password-way.ts';
import { type SandboxBrowser, startSandboxBrowser } from '../support/sandbox-browser.ts';

// What the messages and dialogs look like to people: that they can be read and pressed there.

const patienceMs = 90_000;
const password = 'correct horse battery staple';

let sandbox: SandboxBrowser;
beforeAll(async () => {
  sandbox = await startSandboxBrowser();
});
afterAll(() => sandbox.stop());

/** Mia gets an account in the sandbox. */
async function letMiaJoin(): Promise<void> {
  const adam = await sandbox.browserOf('Adam');
  await sandbox.say(adam, '/invite mia@example.com');
  await adam.getByText('Invitation sent to mia@example.com').waitFor();
  await adam.getByText('Email to mia@example.com').first().waitFor();
  const mail = await sandbox.freshBrowser();
  await mail.goto(`${sandbox.url}/sandbox/mail`);
  await mail
    .getByRole('link', { name: /mia@example.com/ })
    .first()
    .click();
  const link = mail.frameLocator('iframe').getByRole('link', { name: /^Join / });
  await mail.goto((await link.getAttribute('href')) ?? '');
  await mail.getByLabel('Your name').fill('Mia Member');
  await choosePassword(mail);
  await mail.getByLabel('Password', { exact: true }).fill(password);
  await mail.getByRole('button', { name: /^Join/ }).click();
  await mail.getByRole('heading', { name: "You're in" }).waitFor();
}

test(
  'Mia asks, and Adam approves',
  async () => {
    await letMiaJoin();
    const mia = await sandbox.browserOf('Mia');
    await sandbox.say(mia, '/invite ana@example.com');
    const asking = mia.getByRole('dialog');
    await asking.getByLabel('Why?').fill('She starts on Monday.');
    await asking.getByRole('button', { name: 'Send request' }).click();
    await asking.getByText("You'll get a message").waitFor();

    const adam = await sandbox.browserOf('Adam');
    await adam.goto(`${sandbox.url}/sandbox/app/messages`);
    await adam.getByText('Mia Member asks to have ana@example.com invited').waitFor();
    await adam.getByRole('button', { name: 'Approve ana@example.com' }).click();
    await adam.getByText('Adam Admin approved this').waitFor();
  },
  patienceMs,
);
