import { isatty } from 'node:tty';
import { reportFault } from './error-boundary.ts';
import type { Logger } from './logger.ts';
import { adviceOn } from './start-refused.ts';
import { endOfUnbroken } from './unbroken.ts';
import { watchMainThread } from './watchdog.ts';
import { optimizeLater } from './web-assembly.ts';

/** A stop that takes longer is cut short: after 10 s whoever runs us would kill us, and to end takes a moment, too. */
const maxStopMs = 8500;

/** What the process runs. */
interface Running {
  stop(): Promise<void>;
  /** Resolves, with why in words, when it can't go on. */
  readonly failed: Promise<Error>;
}

const stopSignals = ['SIGTERM', 'SIGINT'] as const;
const hangUp = 'SIGHUP';

/**
 * Starts the app and stops it gracefully on SIGTERM, SIGINT or, where there is a terminal that can hang up, SIGHUP. A
 * second one stops at once; the first, too, while the app still starts, save that a migration that runs comes to its end. A
 * start that fails is told and ends the process with code 1, as does an app that can't go on: whoever runs us starts
 * us again.
 */
export async function runUntilStopped(log: Logger, start: () => Promise<Running>): Promise<void> {
  outliveReaders();
  process.on('unhandledRejection', (error) => reportFault(log, error, { at: 'rejection' }));
  process.on('uncaughtException', (error) => {
    reportFault(log, error, { at: 'exception' });
    process.exit(1);
  });
  // Asked for before the start, as process 1 of a container is deaf to signals that nobody listens to.
  const stopAsked = new Promise<NodeJS.Signals>((resolve) => {
    for (const name of hasTerminal() ? [...stopSignals, hangUp] : stopSignals) {
      process.once(name, resolve);
    }
  });
  if (!hasTerminal())
    process.on(hangUp, () => log.info(`${hangUp} ignored: SIGTERM stops the app`));
  optimizeLater();
  const starting = start().catch((error: unknown) => {
    const advice = adviceOn(error);
    if (advice) process.stderr.write(`${advice}\n`);
    else reportFault(log, error, { at: 'start' });
    process.exit(1);
  });
  void stopAsked.then((signal) => log.info({ signal }, 'stopping'));
  const app = await Promise.race([starting, stopAsked.then(() => undefined)]);
  if (app === undefined) {
    await endOfUnbroken();
    process.exit(0);
  }
  watchMainThread();
  // Also while it stops, which might never come to its end then.
  void app.failed.then(({ message }) => {
    log.fatal(message);
    process.exit(1);
  });
  await stopAsked;
  setTimeout(() => process.exit(1), maxStopMs).unref();
  await app.stop();
  log.info('stopped');
  process.exit(0);
}

/**
 * Whether the app belongs to a terminal, which may be closed. Without one (nohup, systemd, Docker) SIGHUP is no hang-up,
 * and to many it means to read the configuration anew. What `nohup` has ignored can't be asked: Node listens again.
 */
function hasTerminal(): boolean {
  return [0, 1, 2].some((file) => isatty(file));
}

/** Nobody reads any more, or the file's disk is full or broken. */
const lostOutput: readonly unknown[] = ['EPIPE', 'ENOSPC', 'EDQUOT', 'EIO'];

/** Whoever reads what we write may go, and a disk be full for a while; that is no reason to go, too. */
function outliveReaders(): void {
  for (const stream of [process.stdout, process.stderr]) {
    stream.on('error', (error: NodeJS.ErrnoException) => {
      if (!lostOutput.includes(error.code)) throw error;
    });
  }
}
