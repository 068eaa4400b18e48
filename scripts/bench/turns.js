const callers = 16;

/**
 * Does it to all of them, 16 at a time; gives how many were done in a second.
 * @template T
 * @param {readonly T[]} all
 * @param {(each: T) => Promise<unknown>} act
 */
export async function atOnce(all, act) {
  const left = [...all];
  const start = performance.now();
  await Promise.all(
    Array.from({ length: callers }, async () => {
      for (let each = left.pop(); each !== undefined; each = left.pop()) await act(each);
    }),
  );
  return all.length / ((performance.now() - start) / 1000);
}

/**
 * What both did in a second, turn about, so that what else the machine does hits both. The first round warms up.
 * @param {number} rounds
 * @param {Record<'own' | 'other', () => Promise<number>>} peers
 */
export async function takeTurns(rounds, peers) {
  const done = [];
  for (let round = -1; round < rounds; round += 1) {
    const isOwnFirst = round % 2 === 0;
    const first = isOwnFirst ? await peers.own() : await peers.other();
    const second = isOwnFirst ? await peers.other() : await peers.own();
    const pair = isOwnFirst ? { own: first, other: second } : { own: second, other: first };
    if (round >= 0) done.push(pair);
  }
  return done;
}
