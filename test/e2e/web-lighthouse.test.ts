import { randomUUID } from 'node:crypto';
import { type LaunchedChrome, launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { chromium } from 'playwright-core';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { goodPassword, invite, joinAs } from '../support/acts.ts';
import { Visitor } from '../support/browser-acts.ts';
import { joinByPasskey } from '../support/passkey-acts.ts';
import { setUpSecondStep } from '../support/second-step-acts.ts';
import { startSlackSignInWorld } from '../support/slack-sign-in.ts';
import type { World } from '../support/world.ts';

const least = 95;
/** Half a sign-in goes on only in a browser that calls itself the same. */
const userAgent =
  'Mozilla/5.0 (Linux; Android 11) AppleWebKit/537.36 Chrome/130.0 Mobile Safari/537.36';
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
/** Nothing comes later on our pages: they are as they stay once the browser has been idle for so long (milliseconds). */
const quiet = {
  pauseAfterFcpMs: 0,
  pauseAfterLoadMs: 0,
  networkQuietThresholdMs: 200,
  cpuQuietThresholdMs: 200,
};

interface Looked {
  readonly skipAudits?: string[];
  /** Whether the page says no, and is looked at all the same. */
  readonly isRefusal?: boolean;
}

/** What Lighthouse minds of a page, with the scores from 0 to 100; nothing when all of them are good. */
async function minded(path: string, looked: Looked): Promise<unknown[]> {
  const { skipAudits = [], isRefusal = false } = looked;
  const result = await lighthouse(world.url + path, {
    port: chrome.port,
    logLevel: 'error',
    onlyCategories: [...categoryNames],
    disableFullPageScreenshot: true,
    disableStorageReset: true,
    skipAudits: isRefusal ? [...skipAudits, 'http-status-code', 'errors-in-console'] : skipAudits,
    emulatedUserAgent: userAgent,
    ignoreStatusCode: isRefusal,
    ...quiet,
  });
  const { lhr } = result ?? {};
  if (!lhr || lhr.runtimeError) throw new Error(lhr?.runtimeError?.message ?? 'no result');
  expect(new URL(lhr.finalDisplayedUrl).pathname).toBe(new URL(path, world.url).pathname);
  const low = (score: number | null | undefined) => Math.round((score ?? 0) * 100) < least;
  return categoryNames.flatMap((name) => {
    const { score, auditRefs = [] } = lhr.categories[name] ?? {};
    const bad = auditRefs.filter(({ id, weight }) => weight > 0 && low(lhr.audits[id]?.score));
    return low(score) ? [{ name, score, minded: bad.map(({ id }) => id) }] : [];
  });
}

const timeout = 300_000;
// Search engines must not show what is personal, and Lighthouse counts that as a fault: everything else has to be good.
const personal = { skipAudits: ['is-crawlable'] };
/** Nor do they see what is behind a session, which needs no summary for them. */
const behindSession = { skipAudits: ['is-crawlable', 'meta-description'] };
const visitor = () => new Visitor(world, { 'user-agent': userAgent });

test('Lighthouse is content with the sign-in page', { timeout }, async () => {
  expect(await minded('/sign-in', {})).toEqual([]);
});

// Search engines have no business there either.
test.each(['/', '/privacy', '/support', '/forgot'])(
  'Lighthouse is content with %s',
  { timeout },
  async (path) => {
    expect(await minded(path, personal)).toEqual([]);
  },
);

test('Lighthouse is content with the sign-up page', { timeout }, async () => {
  const { path } = await invite(world, 'lighthouse@example.com');

  expect(await minded(path, personal)).toEqual([]);
});

/** Gives the browser what somebody's keeps. */
async function keepCookies({ jar }: Visitor): Promise<void> {
  const browser = await chromium.connectOverCDP(`http://127.0.0.1:${chrome.port}`);
  const [context] = browser.contexts();
  await context?.clearCookies();
  const kept = (jar.header.cookie ?? '').split('; ').map((each) => each.split('='));
  await context?.addCookies(
    kept.map(([name = '', value = '']) => ({ name, value, url: world.url })),
  );
  await browser.close();
}

/** Somebody who is signed in with a password. */
async function signedIn(): Promise<{ email: string; browser: Visitor }> {
  const email = `${randomUUID()}@example.com`;
  await joinAs(world, email);
  const browser = visitor();
  await browser.signIn(email, goodPassword);
  return { email, browser };
}

const pages: [string, string, () => Promise<Visitor>, isRefusal?: boolean][] = [
  [
    'an account with passkeys',
    '/account',
    () => joinByPasskey(world, `${randomUUID()}@example.com`),
  ],
  ['a new second step', '/account/second-step', async () => (await signedIn()).browser],
  [
    'the code of the second step',
    '/sign-in/code',
    async () => {
      const { email, browser } = await signedIn();
      await setUpSecondStep(world, browser);
      const halfWay = visitor();
      await halfWay.signIn(email, goodPassword);
      return halfWay;
    },
  ],
  [
    'what a tool is shut with that asks for more',
    '/auth/enter?strength=mfa',
    async () => (await signedIn()).browser,
    true,
  ],
];
test.each(pages)(
  'Lighthouse is content with %s',
  { timeout },
  async (_name, path, open, isRefusal = false) => {
    await keepCookies(await open());

    expect(await minded(path, { ...behindSession, isRefusal })).toEqual([]);
  },
);
