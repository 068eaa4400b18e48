// What a Dockerfile and a .dockerignore say, as far as ours go. Touches no file.

/**
 * One instruction of a Dockerfile.
 * @typedef {object} Step
 * @property {string} instruction In capitals, such as COPY.
 * @property {Record<string, string>} flags What follows it as --name=value.
 * @property {string} rest All that follows those.
 */

/**
 * The stages of a Dockerfile, in their order, each with the steps after its FROM.
 * @param {string} text
 * @returns {{ name: string, steps: Step[] }[]}
 */
export function readDockerfile(text) {
  const stages = [];
  const lines = text
    .replace(/^\s*#.*\n/gm, '')
    .replace(/\\\n/g, '')
    .split('\n')
    .filter((line) => line.trim());
  for (const line of lines) {
    const [instruction, ...words] = line.trim().split(/\s+/);
    if (instruction === 'FROM') {
      const [, as, name = ''] = words;
      stages.push({ name: as === 'AS' ? name : 'final', steps: [] });
      continue;
    }
    const stage = stages.at(-1);
    if (!stage) throw new Error(`${instruction} stands before the first FROM.`);
    stage.steps.push(readStep(instruction, words));
  }
  return stages;
}

/** @returns {Step} */
function readStep(instruction, words) {
  const count = words.findIndex((word) => !word.startsWith('--'));
  const flags = words.slice(0, count).map((word) => word.slice(2).split('='));
  return { instruction, flags: Object.fromEntries(flags), rest: words.slice(count).join(' ') };
}

/**
 * Whether a .dockerignore keeps a path out. Knows only plain paths, `*` for all, and `!`.
 * @param {string} text
 * @param {string} path Relative, with forward slashes.
 */
export function isIgnored(text, path) {
  const patterns = text.split('\n').filter((line) => line && !line.startsWith('#'));
  return patterns.reduce((ignored, pattern) => {
    const name = pattern.replace('!', '');
    const covers = name === '*' || path === name || path.startsWith(`${name}/`);
    return covers ? !pattern.startsWith('!') : ignored;
  }, false);
}
