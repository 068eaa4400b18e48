import { type LaunchedChrome, launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { invite } from '../support/acts.ts';
import { startSlackSignInWorld } from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

const least = 95;
let world: World;
let chrome: LaunchedChrome;
beforeAll(async () => {
  world = await startSlackSignInWorld();
  chrome = await launch({
    chromePath: inject('chromiumPath'),
    chromeFlags: ['--headless=new', '--no-sandbox'],
  });
});
afterAll(async () => {
  chrome.kill();
  await world.stop();
});

/** What doesn't depend on how fast this machine is; how soon a page shows is in the benchmark. */
const categoryNames = ['accessibility', 'best-practices', 'seo'] as const;
const audits = ['cumulative-layout-shift', 'total-byte-weight'] as const;

/** What Lighthouse minds of a page, with the scores from 0 to 100; nothing when all of them are good. */
async function minded(path: string, skipAudits: string[], tries = 3): Promise<unknown[]> {
  const result = await lighthouse(world.url + path, {
    port: chrome.port,
    logLevel: 'error',
    onlyCategories: [...categoryNames, 'performance'],
    skipAudits,
  });
  const { lhr } = result ?? {};
  // The browser recorded nothing of it, upon which Lighthouse asks to be run again.
  const isUnseen = audits.some((id) => lhr?.audits[id]?.scoreDisplayMode === 'error');
  if ((isUnseen || lhr?.runtimeError?.code === 'NO_NAVSTART') && tries > 1) {
    return await minded(path, skipAudits, tries - 1);
  }
  if (!lhr || lhr.runtimeError) throw new Error(lhr?.runtimeError?.message ?? 'no result');
  const low = (score: number | null | undefined) => Math.round((score ?? 0) * 100) < least;
  return [
    ...categoryNames.flatMap((name) => {
      const { score, auditRefs = [] } = lhr.categories[name] ?? {};
      const bad = auditRefs.filter(({ id, weight }) => weight > 0 && low(lhr.audits[id]?.score));
      return low(score) ? [{ name, score, minded: bad.map(({ id }) => id) }] : [];
    }),
    ...audits.flatMap((id) => {
      const { score, displayValue, errorMessage } = lhr.audits[id] ?? {};
      return low(score) ? [{ id, score, displayValue, errorMessage }] : [];
    }),
  ];
}

test('Lighthouse is content with the sign-in page', { timeout: 300_000 }, async () => {
  expect(await minded('/sign-in', [])).toEqual([]);
});

// Search engines have no business there either.
test.each(['/', '/privacy', '/support'])(
  'Lighthouse is content with %s',
  { timeout: 300_000 },
  async (path) => {
    expect(await minded(path, ['is-crawlable'])).toEqual([]);
  },
);

// Search engines must not show it, and Lighthouse counts that as a fault: everything else has to be good.
test('Lighthouse is content with the sign-up page', { timeout: 300_000 }, async () => {
  const { path } = await invite(world, 'lighthouse@example.com');

  expect(await minded(path, ['is-crawlable'])).toEqual([]);
});
