import { launch } from 'chrome-launcher';
import lighthouse from 'lighthouse';
import { findChromium } from '../machine.js';
import { table } from './measure.js';
import { linkFor, setStage, startBuiltApp } from './stage.js';

const runs = 5;

/** Lighthouse's performance, as a phone on a slow line has it, of the two pages that strangers open. */
export async function measurePages() {
  const chromePath = findChromium();
  if (!chromePath) return '### Pages\n\nNot measured: there was no Chromium.';
  const stage = await setStage();
  const app = await startBuiltApp(stage.env);
  const chrome = await launch({ chromePath, chromeFlags: ['--headless=new', '--no-sandbox'] });
  try {
    stage.slack.connect(app.url);
    const join = await linkFor(stage, 'U0ADAM', 'pages@example.com');
    const rows = [];
    for (const [name, path] of [
      ['sign in', '/sign-in'],
      ['sign up', join],
    ]) {
      const scores = [];
      for (let run = 0; run < runs; run += 1) {
        const options = { port: chrome.port, logLevel: 'error', onlyCategories: ['performance'] };
        const result = await lighthouse(app.url + path, options);
        scores.push(Math.round((result?.lhr.categories.performance?.score ?? 0) * 100));
      }
      scores.sort((a, b) => a - b);
      rows.push([name, scores[Math.floor(runs / 2)], scores[0], scores.at(-1)]);
    }
    return ['### Pages', `Lighthouse's performance, ${runs} runs each.`]
      .concat(table(['page', 'median', 'worst', 'best'], rows))
      .join('\n\n');
  } finally {
    chrome.kill();
    await app.stop();
    await stage.stop();
  }
}
