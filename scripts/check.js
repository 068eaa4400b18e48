import { join } from 'node:path';
import { prepare, root, runNode, runScript } from './prepare.js';

// `npm run check`: format, lint and direction of imports (Biome), then types (tsc). Always both, so
// that one run shows everything.
await runScript(async () => {
  await prepare({ build: false });
  const modules = join(root, 'node_modules');
  const colors = process.stdout.isTTY ? 'force' : 'off';
  const biome = join(modules, '@biomejs', 'biome', 'bin', 'biome');
  const lint = await runNode([biome, 'ci', `--colors=${colors}`]);
  const types = await runNode([
    join(modules, 'typescript', 'bin', 'tsc'),
    '-p',
    join(root, 'test', 'tsconfig.json'),
    '--noEmit',
  ]);
  console.log(types === 0 ? 'Types: no mistakes.' : 'Types: see the mistakes above.');
  return lint === 0 && types === 0 ? 0 : 1;
});
