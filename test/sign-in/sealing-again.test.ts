import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { Database } from '../../src/platform/database/database.ts';
import { createLogger } from '../../src/platform/process/logger.ts';
import { BusyError } from '../../src/platform/process/turns.ts';
import { startSealingAnew } from '../../src/sign-in/use-cases/seal-anew.ts';

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

/** Starts it with a database that fails so at first; gives how often that was asked and what was logged. */
function startWith(failures: Error[]) {
  const lines: Record<string, unknown>[] = [];
  const run = vi.fn(async () => {
    const failure = failures.shift();
    if (failure) throw failure;
    return [];
  });
  const sealing = startSealingAnew({
    database: { run } as unknown as Database,
    secrets: createSecrets(['secret-'.repeat(6)]),
    log: createLogger({ level: 'info', sink: { write: (line) => lines.push(JSON.parse(line)) } }),
  });
  return { sealing, run, lines };
}

const cases: { title: string; failures: Error[]; logged: string[] }[] = [
  {
    title: 'while people need the connections',
    failures: [new BusyError('too many wait'), new BusyError('too many wait')],
    logged: [],
  },
  {
    title: 'while the database is away',
    failures: [new Error('gone'), new Error('gone')],
    logged: ['fault'],
  },
  {
    title: 'for one reason and then another',
    failures: [new BusyError('too many wait'), new Error('gone'), new Error('gone')],
    logged: ['fault'],
  },
];

for (const { title, failures, logged } of cases) {
  test(`secrets are sealed anew by the same start, though it can not be done at once ${title}`, async () => {
    const tries = failures.length + 1;
    const { sealing, run, lines } = startWith(failures);

    await vi.advanceTimersByTimeAsync(60_000);

    expect(run).toHaveBeenCalledTimes(tries);
    expect(lines.map(({ msg }) => msg)).toEqual(logged);
    await sealing.stop();
  });
}
