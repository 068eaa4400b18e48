// A signal reaches the process, not what it is doing at the moment: so this is kept for the process, too.
const underWay = new Set<Promise<unknown>>();

/** Marks work that a stop lets come to its end even while the app still starts; gives it back. */
export function unbroken<T>(work: Promise<T>): Promise<T> {
  underWay.add(work);
  const over = (): boolean => underWay.delete(work);
  work.then(over, over);
  return work;
}

/** Resolves when the {@link unbroken} work of this moment has come to its end, good or bad. */
export async function endOfUnbroken(): Promise<void> {
  await Promise.allSettled(underWay);
}
