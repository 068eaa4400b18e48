import { createLogger } from '../src/platform/process/logger.ts';
import { runUntilStopped } from '../src/platform/process/process.ts';
import { reasonNotToStart, startSandbox } from './start.ts';

const reason = reasonNotToStart(process.env);
if (reason !== undefined) {
  process.stderr.write(reason);
  process.exit(1);
}

const log = createLogger({ level: process.env.LOG_LEVEL || 'warn' });

await runUntilStopped(log, async () => {
  const sandbox = await startSandbox(process.env, log);
  process.stdout.write(`\n  The sandbox is ready: open ${sandbox.url}\n\n`);
  return sandbox;
});
