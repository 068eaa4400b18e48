import { join } from 'node:path';
import { prepare, root, runScript } from './prepare.js';
import { readOptions } from './slack/options.js';

// `npm run slack`: makes the Slack app from manifest.yml, or brings it up to date, and writes .env.
await runScript(async () => {
  const options = readOptions(join(root, '.env'));
  await prepare({ quiet: options.isHelp, build: !options.isHelp });
  const { usage } = await import('./slack/texts.js');
  if (options.isHelp) {
    process.stdout.write(usage);
    return;
  }
  const { openTerminal } = await import('./slack/terminal.js');
  const { setUpSlack } = await import('./slack/setup.js');
  const terminal = openTerminal();
  process.once('SIGINT', () => {
    // While something is being changed, more is to be said.
    if (process.listenerCount('SIGINT') > 0) return;
    terminal.close();
    terminal.say('\nStopped.');
    process.exit(130);
  });
  try {
    await setUpSlack(terminal, options);
  } finally {
    terminal.close();
  }
});
