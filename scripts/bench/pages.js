import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { findChromium } from '../machine.js';
import { linkFor } from '../stage/people.js';
import { table } from './measure.js';
import { setBench } from './stage.js';

/** @import { Cell } from './measure.js' */

const runs = 5;

/** Lighthouse's performance, as a phone on a slow line has it, of the two pages that strangers open. */
export async function measurePages() {
  const chromePath = findChromium();
  if (!chromePath) return '### Pages\n\nNot measured: there was no Chromium.';
  const stage = await setBench();
  const app = await stage.start();
  const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', '--no-sandbox'] });
  try {
    const join = await linkFor(stage, 'U0ADAM', 'pages@example.com');
    /** @type {Cell[][]} */
    const rows = [];
    for (const [name, path] of Object.entries({ 'sign in': '/sign-in', 'sign up': join })) {
      /** @type {number[]} */
      const scores = [];
      for (let run = 0; run < runs; run += 1) {
        const result = await lighthouse(app.url + path, {
          port: chrome.port,
          logLevel: 'error',
          onlyCategories: ['performance'],
        });
        scores.push(Math.round((result?.lhr.categories.performance?.score ?? 0) * 100));
      }
      scores.sort((a, b) => a - b);
      const [worst = 0, median = 0, best = 0] = [scores[0], scores[runs >> 1], scores.at(-1)];
      rows.push([name, median, worst, best]);
    }
    return ['### Pages', `Lighthouse's performance, ${runs} runs each.`]
      .concat(table(['page', 'median', 'worst', 'best'], rows))
      .join('\n\n');
  } finally {
    chrome.kill();
    await stage.stop();
  }
}
