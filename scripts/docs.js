import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { prepare, root, runScript } from './prepare.js';
import { withVariableTable } from './variable-table.js';

// `npm run docs`: writes the README's table of variables anew from src/environment.ts.
await runScript(async () => {
  await prepare();
  const { Environment } = await import('#built/environment.js');
  const file = join(root, 'README.md');
  writeFileSync(file, withVariableTable(readFileSync(file, 'utf8'), Environment.shape));
});
