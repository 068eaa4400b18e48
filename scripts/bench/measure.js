/**
 * Runs `once` many times and gives the milliseconds that it says it took, sorted, the first ones left out.
 * @param {number} times
 * @param {(index: number) => Promise<number>} once
 */
export async function sample(times, once, warmUp = Math.min(20, times)) {
  /** @type {number[]} */
  const taken = [];
  for (let i = -warmUp; i < times; i += 1) {
    const ms = await once(i);
    if (i >= 0) taken.push(ms);
  }
  return taken.sort((a, b) => a - b);
}

/**
 * The value that the given share of the sorted values don't exceed.
 * @param {readonly number[]} sorted
 * @param {number} share
 */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;
}

/**
 * The one in the middle.
 * @param {readonly number[]} values
 */
export function median(values) {
  return percentile(
    values.toSorted((a, b) => a - b),
    0.5,
  );
}

/**
 * How long something took, in milliseconds.
 * @param {() => unknown} work
 */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/**
 * Such a value, as it is written.
 * @param {readonly number[]} sorted
 * @param {number} share
 */
export function percentileInWords(sorted, share) {
  return `${percentile(sorted, share).toFixed(1)} ms`;
}

/** @typedef {string | number} Cell */

/**
 * A Markdown table.
 * @param {readonly string[]} head
 * @param {readonly (readonly Cell[])[]} rows
 */
export function table(head, rows) {
  const line = (/** @type {readonly Cell[]} */ cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
