import { after } from '../shared/clock.ts';

/** A key with which tokens are signed, by when it was made. */
export interface KeyAge {
  readonly id: string;
  readonly createdAt: Date;
}

const dayMs = 86_400_000;

/** So old, a key is followed by another. */
const changeAfterMs = 90 * dayMs;

/** Tools may keep the list of keys for a while: a key stands in it for as long before it signs. */
const aheadMs = dayMs;

/** As long as a browser can be signed in at all, and a little more: tools name the session by what a key signed. */
const keptMs = 31 * dayMs;

/** What is to become of the keys. */
export interface KeyPlan {
  /** All that tools may see something of, the one that signs first. */
  readonly inForce: readonly KeyAge[];
  /** Whether another is to be made. */
  readonly isChangeDue: boolean;
  /** What nothing is known by any more. */
  readonly over: readonly KeyAge[];
}

/** When a key begins to sign, if another did before it. */
export function signsFrom({ createdAt }: KeyAge): Date {
  return after(createdAt, aheadMs);
}

/** Until when a key is published that another follows. */
export function keptUntil(next: KeyAge): Date {
  return after(signsFrom(next), keptMs);
}

/** What the keys are for at a moment. The first one that there is signs at once. */
export function planKeys(keys: readonly KeyAge[], now: Date): KeyPlan {
  const oldestFirst = [...keys].sort(
    (a, b) => a.createdAt.getTime() - b.createdAt.getTime() || (a.id < b.id ? -1 : 1),
  );
  const over = oldestFirst.filter((_, index) => {
    const next = oldestFirst[index + 1];
    return next !== undefined && keptUntil(next) <= now;
  });
  const left = oldestFirst.filter((key) => !over.includes(key));
  const signing = left.findLast((key) => signsFrom(key) <= now) ?? left[0];
  const newest = left.at(-1);
  return {
    inForce: signing ? [signing, ...left.filter((key) => key !== signing)] : [],
    isChangeDue: !newest || after(newest.createdAt, changeAfterMs) <= now,
    over,
  };
}
