import { join } from 'node:path';
import { prepare, root, runNode, runScript } from './prepare.js';

// `npm run check`: format and lint (Biome), direction of imports (dependency-cruiser), what nobody uses
// (knip), then types (tsc). Always all of them, so that one run shows everything.
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
  const types = await runNode([join(modules, 'typescript', 'bin', 'tsc'), '-p', root]);
  console.log(types === 0 ? 'Types: no mistakes.' : 'Types: see the mistakes above.');
  return [lint, unused, types].every((code) => code === 0) && imports ? 0 : 1;
});
