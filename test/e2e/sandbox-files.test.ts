import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type OpenPage, openPage } from '../../packages/pretend-slack/test/support/open-page.ts';
import { launchChromium } from '../support/chromium.ts';

// Files are chosen and sent by the browser itself, so only one shows that they arrive.

const patienceMs = 60_000;

let front: OpenPage;
let server: Server;
let browser: Browser;
beforeAll(async () => {
  front = await openPage();
  server = createServer(front.front.before((_request, response) => response.end()));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  browser = await launchChromium();
});
afterAll(async () => {
  await browser.close();
  server.closeAllConnections();
  server.close();
  await front.stop();
});

const aFile = (name: string) => ({
  name,
  mimeType: 'text/csv',
  buffer: Buffer.from('ana@example.com'),
});

/** A browser, with scripts or without, before the modal that takes files. */
async function openModal({ scripts }: { scripts: boolean }): Promise<Page> {
  front.told.splice(0);
  const context = await browser.newContext({ javaScriptEnabled: scripts });
  const page = await context.newPage();
  await page.goto(`http://localhost:${(server.address() as AddressInfo).port}/`);
  const field = page.getByRole('textbox', { name: /Message/ });
  await field.fill('/import');
  await page.getByRole('button', { name: 'Send' }).first().click();
  await page.getByLabel('A list').waitFor();
  return page;
}

const dialogOf = (page: Page) => page.getByRole('dialog');
const sendIn = (page: Page) => dialogOf(page).locator('footer').getByText('Send').click();
const sent = () => front.slack.until(() => front.told[0]);
const files = (...names: string[]) => ({
  submitted: { list: { it: { files: names.map((name) => ({ name, mimetype: 'text/csv' })) } } },
});

test.each([true, false])(
  'sends the files that somebody chose, with scripts: %s',
  async (scripts) => {
    const page = await openModal({ scripts });
    await page.getByLabel('A list').setInputFiles([aFile('new.csv'), aFile('old.csv')]);
    await sendIn(page);
    await dialogOf(page).waitFor({ state: 'detached' });
    expect(await sent()).toMatchObject(files('new.csv', 'old.csv'));
    await page.context().close();
  },
  patienceMs,
);

test(
  'keeps what was chosen when the screen is drawn anew, and after a refusal',
  async () => {
    const page = await openModal({ scripts: true });
    const field = page.getByLabel('A list');
    await field.setInputFiles([aFile('1.csv'), aFile('2.csv'), aFile('3.csv')]);
    const [view] = front.slack.modals('U0OLGA');
    const again = { ...view?.view, title: { type: 'plain_text', text: 'Drawn anew' } };
    const { app } = front;
    await app.client.views.update({ view_id: view?.id ?? '', view: again as never });
    await page.getByRole('heading', { name: 'Drawn anew' }).waitFor();
    await sendIn(page);
    await page.getByText('Choose no more than 2 files.').waitFor();
    await page.getByLabel('3.csv').uncheck();
    await sendIn(page);
    await dialogOf(page).waitFor({ state: 'detached' });
    expect(await sent()).toMatchObject(files('1.csv', '2.csv'));
    await page.context().close();
  },
  patienceMs,
);
