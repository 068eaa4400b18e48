import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { readEnvFile } from './env-file.js';
import { prepare, root, runScript } from './prepare.js';

// `npm start`: prepares what is needed, then becomes the app. The app runs in this same process, so
// that a signal to stop reaches it directly.
await runScript(async () => {
  if (process.env.npm_lifecycle_event) stopWithParent();
  await prepare({ say: (text) => tell(text, 30) });
  readEnvFile({ warn: (text) => tell(text, 40) });
  const folder = isForSlack(process.env) ? 'dist' : 'dist-sandbox';
  await import(pathToFileURL(join(root, folder, 'main.js')).href);
});

/**
 * In words for a person at a terminal, else as a line of the app's log: programs read JSON and nothing else.
 * @param {string} msg
 * @param {number} level
 */
function tell(msg, level) {
  if (process.stdout.isTTY) console.warn(msg);
  else console.log(JSON.stringify({ level, time: Date.now(), msg }));
}

/**
 * A variable that is set to nothing, as in a copied .env.example, is not set.
 * @param {NodeJS.ProcessEnv} env
 */
function isForSlack(env) {
  return Object.entries(env).some(([name, value]) => name.startsWith('SLACK_') && value);
}

// npm passes SIGTERM to the shell between us, which ends without passing it on: then we would run on
// with nobody to stop us.
function stopWithParent() {
  const parent = process.ppid;
  const watch = setInterval(() => {
    if (process.ppid === parent) return;
    clearInterval(watch);
    process.kill(process.pid, 'SIGTERM');
  }, 250);
  watch.unref();
}
