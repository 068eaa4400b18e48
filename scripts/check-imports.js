import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { cruise } from 'dependency-cruiser';
import { ruleSet } from './imports/rules.js';

/**
 * Looks at all imports of the app, its sandbox and the packages in this folder. Gives how many files were seen, and each breach of the rules as a
 * sentence that begins with the file's path.
 * @param {string} folder
 * @returns {Promise<{ files: number, breaches: string[] }>}
 */
export async function checkImports(folder) {
  const folders = ['src', 'sandbox', 'packages'].filter((each) => existsSync(join(folder, each)));
  const { output } = await cruise(folders, {
    baseDir: folder,
    validate: true,
    ruleSet,
    exclude: { path: '^packages/[^/]+/(?!src(?:/|$))' },
    doNotFollow: { path: ['node_modules', '^src/platform/database/prisma-client/'] },
    tsPreCompilationDeps: true,
  });
  if (typeof output === 'string') throw new Error('dependency-cruiser gave a text.');
  const { modules, summary } = output;
  const comments = new Map(ruleSet.forbidden.map(({ name, comment }) => [name, comment]));
  const breaches = summary.violations.map(({ from, to, rule, cycle }) => {
    const way = cycle ? cycle.map(({ name }) => name).join(', which imports ') : to;
    return `${from} imports ${way}: ${comments.get(rule.name)}`;
  });
  const own = modules.filter(({ source }) => folders.some((each) => source.startsWith(`${each}/`)));
  return { files: own.length, breaches };
}
