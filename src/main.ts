import { startApp } from './app.ts';
import { configDoubts, loadConfig } from './config.ts';
import { reportFault } from './platform/process/error-boundary.ts';
import { createLogger, hideSecrets } from './platform/process/logger.ts';
import { runUntilStopped } from './platform/process/process.ts';
import { secretsIn } from './shared/variables.ts';
import { firstTimeText } from './start-texts.ts';

const config = loadConfig(process.env);
if (!config.ok) {
  const problems = config.refusal.map((problem) => `  - ${problem}\n`).join('');
  process.stderr.write(
    `The configuration is not complete:\n${problems}${firstTimeText(config.refusal)}`,
  );
  process.exit(1);
}
const secrets = secretsIn(process.env);
const log = createLogger({ level: config.value.logLevel, secrets });
for (const doubt of configDoubts(process.env, config.value)) log.warn(doubt);
await runUntilStopped(log, async () => {
  const app = await startApp(config.value, { log });
  // Where a program reads along, it gets JSON and nothing else.
  if (process.stdout.isTTY) {
    app.describe().then(
      (text) => process.stdout.write(hideSecrets(text, secrets)),
      (error: unknown) => reportFault(log, error, { at: 'start' }),
    );
  }
  return app;
});
