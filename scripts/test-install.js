import { join } from 'node:path';
import { root, runNode, runScript } from './prepare.js';

// `npm run test:install`: the stories about installing the app (OAuth, teams side by side, renewed tokens,
// uninstalling, Socket Mode) and the manifest. They are part of `npm test` as well.
await runScript(async () =>
  runNode([join(root, 'scripts', 'test.js'), 'test/install/', 'test/manifest.test.ts']),
);
