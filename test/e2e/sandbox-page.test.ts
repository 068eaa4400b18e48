import type { Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest';
import { type SandboxBrowser, startSandboxBrowser } from '../support/sandbox-browser.ts';

// What only a browser shows of the pretend Slack's own page: what covers what, and what opens where.

const patienceMs = 60_000;

let sandbox: SandboxBrowser;
beforeAll(async () => {
  sandbox = await startSandboxBrowser();
});
afterEach(() => sandbox.closeBrowsers());
afterAll(() => sandbox.stop());

test(
  'tells of several emails beside the answer, not over its buttons',
  async () => {
    const olga = await sandbox.browserOf('Olga');
    await sandbox.say(olga, '/invite gil@example.com hal@example.com ida@example.com');
    await olga.getByRole('link', { name: '3 new emails' }).waitFor();
    const buttons = olga.getByRole('button', { name: /Copy link/ });
    const covered = await buttons.evaluateAll((all) =>
      all.filter((button) => {
        const { x, y, width, height } = button.getBoundingClientRect();
        const onTop = button.ownerDocument.elementFromPoint(x + width / 2, y + height / 2);
        return !button.contains(onTop);
      }),
    );
    expect(await buttons.count()).toBe(3);
    expect(covered).toEqual([]);
  },
  patienceMs,
);

test(
  'shows at least seven people on the first screen of Home, below a list that was sent',
  async () => {
    const olga = await sandbox.browserOf('Olga');
    await olga.setViewportSize({ width: 1280, height: 800 });
    const people = Array.from({ length: 30 }, (_, index) => `seen${index}@example.com`);
    await sandbox.say(olga, `/invite ${people.join(' ')}`);
    await olga.getByRole('dialog').getByRole('button', { name: 'Send 30 invites' }).click();
    await olga.getByRole('dialog').getByText('30 people invited').waitFor();
    await olga.getByRole('dialog').getByRole('button', { name: 'Close' }).last().click();
    await olga.goto(`${sandbox.url}/sandbox/app`);
    await olga.getByText('List of 30: 0 of 30 joined').waitFor();
    const seen = await olga.locator('.home-blocks > .block').evaluateAll((blocks) => {
      const home = blocks[0]?.closest('.home')?.getBoundingClientRect();
      const screen = blocks[0]?.ownerDocument.documentElement.clientHeight ?? 0;
      const bottom = Math.min(home?.bottom ?? 0, screen);
      // Whoever is seen with all that can be done.
      const acts = blocks.filter((block) => /Copy link/.test(block.textContent ?? ''));
      return acts.filter((block) => block.getBoundingClientRect().bottom <= bottom).length;
    });
    expect(seen).toBeGreaterThanOrEqual(7);
  },
  patienceMs,
);

test(
  'opens the menu of a row upwards where there is no room below',
  async () => {
    const olga = await sandbox.browserOf('Olga');
    await olga.setViewportSize({ width: 1280, height: 800 });
    const people = Array.from({ length: 10 }, (_, index) => `row${index}@example.com`);
    await sandbox.say(olga, `/invite ${people.join(' ')}`);
    await olga.getByText('row9@example.com').first().waitFor();
    await olga.goto(`${sandbox.url}/sandbox/app`);
    const menus = olga.locator('.overflow');
    const openedAt = async (edge: 'start' | 'end', menu: Locator) => {
      const button = menu.locator('summary');
      await button.evaluate((summary, block) => summary.scrollIntoView({ block }), edge);
      await button.click();
      await menu.locator('.menu').waitFor();
      const measured = await menu.evaluate((details) => {
        const boxOf = (selector: string) =>
          details.querySelector(selector)?.getBoundingClientRect();
        const { top, bottom } = details.closest('.home')?.getBoundingClientRect() ?? {};
        return { list: boxOf('.menu'), button: boxOf('summary'), seen: { top, bottom } };
      });
      await button.click();
      return measured;
    };

    const low = await openedAt('end', menus.last());
    expect(low.list?.bottom).toBeLessThanOrEqual(low.button?.top ?? 0);
    expect(low.list?.top).toBeGreaterThanOrEqual(low.seen.top ?? 800);
    const high = await openedAt('start', menus.first());
    expect(high.list?.top).toBeGreaterThanOrEqual(high.button?.bottom ?? 800);
    expect(high.list?.bottom).toBeLessThanOrEqual(high.seen.bottom ?? 0);
  },
  patienceMs,
);
