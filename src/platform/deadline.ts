/** What the promise gives, or undefined when that takes longer; nobody hears of a failure after that. */
export async function within<T>(ms: number, promise: Promise<T>): Promise<T | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), ms);
  });
  try {
    return await Promise.race([promise, late]);
  } finally {
    clearTimeout(timer);
    // When it is late, its failure is nobody's.
    promise.catch(() => undefined);
  }
}
