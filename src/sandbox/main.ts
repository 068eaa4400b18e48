import { createLogger } from '../platform/logger.ts';
import { runUntilStopped } from '../platform/process.ts';
import { startSandbox } from './start.ts';

if (process.env.NODE_ENV === 'production' && process.env.SANDBOX !== '1') {
  process.stderr.write(
    'No SLACK_ variable is set, so this would be the sandbox: a pretend Slack, where everybody may do everything.\n' +
      'Set SLACK_SIGNING_SECRET and SLACK_BOT_TOKEN (see .env.example), or SANDBOX=1 if you do want the sandbox.\n',
  );
  process.exit(1);
}

const log = createLogger({ level: process.env.LOG_LEVEL || 'warn' });

await runUntilStopped(log, async () => {
  const sandbox = await startSandbox(process.env, log);
  process.stdout.write(`\n  The sandbox is ready: open ${sandbox.url}\n\n`);
  return sandbox;
});
