import { reportFault } from './error-boundary.ts';
import type { Logger } from './logger.ts';

/** A stop that takes longer is cut short: whoever runs us would kill us anyway. */
const longestStopMs = 10_000;

/**
 * Starts the app and stops it gracefully on SIGTERM or SIGINT (a second one stops at once). A start that
 * fails is told and ends the process with code 1.
 */
export async function runUntilStopped(
  log: Logger,
  start: () => Promise<{ stop(): Promise<void> }>,
): Promise<void> {
  process.on('unhandledRejection', (error) => reportFault(log, error, { at: 'rejection' }));
  process.on('uncaughtException', (error) => {
    reportFault(log, error, { at: 'exception' });
    process.exit(1);
  });
  const app = await start().catch((error: unknown) => {
    reportFault(log, error, { at: 'start' });
    process.exit(1);
  });
  const signal = await new Promise<NodeJS.Signals>((resolve) => {
    for (const name of ['SIGTERM', 'SIGINT'] as const) process.once(name, resolve);
  });
  log.info({ signal }, 'stopping');
  setTimeout(() => process.exit(1), longestStopMs).unref();
  await app.stop();
  log.info('stopped');
  process.exit(0);
}
