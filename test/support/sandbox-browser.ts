import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { startSandbox } from '../../sandbox/start.ts';
import { freePort } from '../../scripts/free-port.js';
import { createLogger } from '../../src/platform/process/logger.ts';
import { launchChromium } from './chromium.ts';

/** Who one can be there. */
export type Person = 'Olga' | 'Adam' | 'Mia' | 'Gus';

/** The sandbox as `npm start` runs it, and browsers in which people use it. */
export interface SandboxBrowser {
  readonly url: string;
  /** A browser of its own, on the sandbox's page, as this person. */
  browserOf(person: Person): Promise<Page>;
  /** A browser that has never been here. */
  freshBrowser(): Promise<Page>;
  /** Types into #general. */
  say(page: Page, text: string): Promise<void>;
  closeBrowsers(): Promise<void>;
  stop(): Promise<void>;
}

/** Starts the sandbox, empty, and Chromium. */
export async function startSandboxBrowser(): Promise<SandboxBrowser> {
  const dataDir = await mkdtemp(join(tmpdir(), 'test-sandbox-'));
  const port = await freePort();
  const url = `http://localhost:${port}`;
  const env = { DATA_DIR: dataDir, PORT: String(port), PUBLIC_URL: url };
  const sandbox = await startSandbox(env, createLogger({ level: 'silent' }));
  const browser = await launchChromium({ hasMouse: true });

  async function freshBrowser(): Promise<Page> {
    const page = await (await browser.newContext()).newPage();
    page.setDefaultTimeout(15_000);
    return page;
  }

  return {
    url,
    freshBrowser,
    async browserOf(person) {
      const page = await freshBrowser();
      await page.goto(url);
      await page.getByRole('button', { name: new RegExp(person) }).click();
      await page.goto(url);
      return page;
    },
    async say(page, text) {
      await page.goto(url);
      const field = page.getByRole('textbox', { name: /Message/ });
      await field.fill(text);
      await field.press('Enter');
    },
    async closeBrowsers() {
      for (const context of browser.contexts()) await context.close();
    },
    async stop() {
      await browser.close();
      await sandbox.stop();
      await rm(dataDir, { recursive: true, force: true });
    },
  };
}
