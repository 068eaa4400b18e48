import type { PretendSlack } from '../slack/face.ts';

/** How long a screen without a script waits for what an act causes. */
const maxWaitMs = 1000;

/**
 * Does something and then waits until this person sees a sign of it (at most a second): apps often
 * answer first and show afterwards.
 */
export async function untilSign<T>(
  slack: PretendSlack,
  person: string,
  act: () => Promise<T>,
): Promise<T> {
  let signs = 0;
  const stop = slack.on((change) => {
    const isSign = change.kind !== 'call' && change.kind !== 'request';
    if (isSign && (change.user === undefined || change.user === person)) signs += 1;
  });
  try {
    const result = await act();
    await slack.until(() => signs > 0, maxWaitMs).catch(() => undefined);
    return result;
  } finally {
    stop();
  }
}
