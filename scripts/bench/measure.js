/** Runs `once` many times and gives the milliseconds that it says it took, the first ones left out. */
export async function sample(times, once, warmUp = Math.min(20, times)) {
  const taken = [];
  for (let i = -warmUp; i < times; i += 1) {
    const ms = await once(i);
    if (i >= 0) taken.push(ms);
  }
  return taken.sort((a, b) => a - b);
}

/** The value that the given share of the sorted values don't exceed. */
export function percentile(sorted, share) {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

/** How long something took, in milliseconds. */
export async function timed(work) {
  const start = performance.now();
  await work();
  return performance.now() - start;
}

/** A Markdown table. */
export function table(head, rows) {
  const line = (cells) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
