import { join } from 'node:path';
import { root, runNode, runScript } from './prepare.js';

// `npm run test:install`: the stories about installing the app (OAuth, teams side by side, renewed tokens,
// uninstalling) and the manifest, and then what people do in Slack by Socket Mode, and what they do anywhere
// beside a second team. They are part of `npm test` as well.
await runScript(async () => {
  const test = join(root, 'scripts', 'test.js');
  const code = await runNode([test, 'test/install/', 'test/manifest.test.ts']);
  return code || (await runNode([test, '--project', 'socket', '--project', 'tenants*']));
});
