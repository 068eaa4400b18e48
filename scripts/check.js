import { join } from 'node:path';
import { prepare, root, runNode, runScript } from './prepare.js';

// `npm run check`: format and lint (Biome), direction of imports (dependency-cruiser), what nobody uses
// (knip), then types (tsc; what browsers load has its own globals, and so its own project). Always all of
// them, so that one run shows everything.
await runScript(async () => {
  await prepare({ build: false });
  const modules = join(root, 'node_modules');
  const colors = process.stdout.isTTY ? 'force' : 'off';
  const biome = join(modules, '@biomejs', 'biome', 'bin', 'biome');
  const lint = await runNode([biome, 'ci', `--colors=${colors}`]);
  // Installed by now.
  const { checkImports } = await import('./check-imports.js');
  const { files, breaches } = await checkImports(root);
  for (const breach of breaches) console.log(breach);
  const imports = files > 0 && breaches.length === 0;
  console.log(`Imports of ${files} files: ${imports ? 'no mistakes.' : 'see the mistakes above.'}`);
  const unused = await runNode([
    join(modules, 'knip', 'bin', 'knip.js'),
    '--no-progress',
    '--no-config-hints',
  ]);
  console.log(unused === 0 ? 'Unused: nothing.' : 'Unused: see above.');
  const tsc = join(modules, 'typescript', 'bin', 'tsc');
  const types = await runNode([tsc, '-p', root]);
  const pageTypes = await runNode([tsc, '-p', join(root, 'tsconfig.browser.json')]);
  const typed = types === 0 && pageTypes === 0;
  console.log(typed ? 'Types: no mistakes.' : 'Types: see the mistakes above.');
  return [lint, unused].every((code) => code === 0) && imports && typed ? 0 : 1;
});
