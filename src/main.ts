import { startApp } from './app.ts';
import { configDoubts, loadConfig } from './config.ts';
import { createLogger } from './platform/process/logger.ts';
import { runUntilStopped } from './platform/process/process.ts';
import { secretsIn } from './shared/variables.ts';

const config = loadConfig(process.env);
if (!config.ok) {
  const problems = config.refusal.map((problem) => `  - ${problem}\n`).join('');
  process.stderr.write(`The configuration is not complete:\n${problems}`);
  process.exit(1);
}
const log = createLogger({ level: config.value.logLevel, secrets: secretsIn(process.env) });
for (const doubt of configDoubts(process.env, config.value)) log.warn(doubt);
await runUntilStopped(log, () => startApp(config.value, { log }));
