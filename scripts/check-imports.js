import { cruise } from 'dependency-cruiser';
import { ruleSet } from './import-rules.js';

/**
 * Looks at all imports in `src` of the folder. Gives how many files were seen, and each breach of the rules as a
 * sentence that begins with the file's path.
 * @param {string} folder
 * @returns {Promise<{ files: number, breaches: string[] }>}
 */
export async function checkImports(folder) {
  const { output } = await cruise(['src'], {
    baseDir: folder,
    validate: true,
    ruleSet,
    doNotFollow: { path: ['node_modules', '^src/platform/prisma-client/'] },
    tsPreCompilationDeps: true,
  });
  const { modules, summary } = output;
  const comments = new Map(ruleSet.forbidden.map(({ name, comment }) => [name, comment]));
  const breaches = summary.violations.map(({ from, to, rule, cycle }) => {
    const way = cycle ? cycle.map(({ name }) => name).join(', which imports ') : to;
    return `${from} imports ${way}: ${comments.get(rule.name)}`;
  });
  return { files: modules.filter(({ source }) => source.startsWith('src/')).length, breaches };
}
