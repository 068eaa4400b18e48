import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import type { AxeResults, RunOnly } from 'axe-core';
import type { Browser, Page, Response } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { launchChromium } from '../support/chromium.ts';
import { pageStates } from '../support/page-states.ts';
import { startSlackSignInWorld } from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

const maxBytes = 20_000;
const tags = ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'];
/** What https://web.dev/articles/cls calls good. */
const goodShift = 0.1;
const aboutColors = ['color-contrast', 'link-in-text-block'];

let world: World;
let browser: Browser;
let axe: string;
beforeAll(async () => {
  world = await startSlackSignInWorld({ TRUST_PROXY: '1' });
  browser = await launchChromium();
  axe = await readFile(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');
});
afterAll(async () => {
  await browser.close();
  await world.stop();
});

/** The names are needed before there is a world. */
const names = pageStates({} as World).map(({ name }) => name);

test.each(names)(
  'the page "%s" is small, accessible in both schemes, and fits a phone',
  async (name) => {
    const state = pageStates(world).find((each) => each.name === name);
    const context = await browser.newContext({
      viewport: { width: 390, height: 844 },
      extraHTTPHeaders: { 'x-forwarded-for': `192.0.2.${names.indexOf(name)}` },
    });
    const page = await context.newPage();
    const answers = keepAnswers(page);
    await state?.open(page);
    await page.waitForLoadState('load');

    expect(answers.status()).toBe(state?.status);
    expect(await bytesOfPage(page, answers)).toBeLessThanOrEqual(maxBytes);
    expect(await page.title()).not.toBe('');
    expect(await layoutShift(page)).toBeLessThan(goodShift);
    expect(await page.locator('script:not([defer]), style, [style]').count()).toBe(0);
    await page.evaluate(axe);
    await page.emulateMedia({ colorScheme: 'light' });
    expect(await violations(page, { type: 'tag', values: tags })).toEqual([]);
    // Nothing else of a page changes.
    await page.emulateMedia({ colorScheme: 'dark' });
    expect(await violations(page, { type: 'rule', values: aboutColors })).toEqual([]);
    // 320 px is a desktop at 400 % (WCAG 1.4.10): nothing may need scrolling sideways.
    await page.setViewportSize({ width: 320, height: 640 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(320);
    expect(answers.blocked).toEqual([]);
    await context.close();
  },
);

/** The status of the last document, and what the security policy or the network refused. */
function keepAnswers(page: Page) {
  let last: Response | undefined;
  const blocked: string[] = [];
  page.on('response', (response) => {
    if (response.request().isNavigationRequest()) last = response;
  });
  page.on('console', (message) => {
    if (/Content Security Policy|Mixed Content/.test(message.text())) blocked.push(message.text());
  });
  page.on('pageerror', (error) => blocked.push(error.message));
  page.on('requestfailed', (request) => {
    // Aborted: the browser went on to another page before a file of the last one had come.
    const why = request.failure()?.errorText;
    if (why !== 'net::ERR_ABORTED') blocked.push(`${request.url()} ${why}`);
  });
  return { status: () => last?.status(), body: async () => await last?.body(), blocked };
}

/** What the page and all its files take on the wire, each fetched once with compression. */
async function bytesOfPage(
  page: Page,
  { body }: Pick<ReturnType<typeof keepAnswers>, 'body'>,
): Promise<number> {
  const urls: string[] = await page.evaluate(
    `[...document.querySelectorAll('link[rel=stylesheet], script[src], link[rel=icon]')].map((e) => e.href || e.src)`,
  );
  const sizes = await Promise.all(
    urls.map(async (url) => {
      const answer = await fetch(url, { headers: { 'accept-encoding': 'gzip' } });
      await answer.arrayBuffer();
      return Number(answer.headers.get('content-length'));
    }),
  );
  for (const size of sizes) expect(size).toBeGreaterThan(0);
  const html = (await body())?.length ?? 0;
  expect(html).toBeGreaterThan(0);
  return sizes.reduce((sum, size) => sum + size, html);
}

/** How much of the page moved once it was shown, whatever Chromium takes for input: that a window is sized, for one. */
async function layoutShift(page: Page): Promise<number> {
  return await page.evaluate(`
    new Promise((resolve) => {
      const sum = (list) => list.getEntries().reduce((all, { value }) => all + value, 0);
      new PerformanceObserver((list) => resolve(sum(list)))
        .observe({ type: 'layout-shift', buffered: true });
      setTimeout(() => resolve(0), 50);
    })`);
}

async function violations(page: Page, runOnly: RunOnly): Promise<string[]> {
  const results: AxeResults = await page.evaluate(
    `axe.run(document, { runOnly: ${JSON.stringify(runOnly)} })`,
  );
  return results.violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
}
