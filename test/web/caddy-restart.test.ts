import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { startCaddy } from '../support/proxies.ts';
import { restartBehind } from '../support/restart-checks.ts';
import { root } from '../support/source-files.ts';

test('behind deploy/Caddyfile pages wait for an app that starts again, and nothing is lost', async () => {
  const sites = readFileSync(join(root, 'deploy', 'Caddyfile'), 'utf8');
  const seen = await restartBehind((appPort, port) =>
    startCaddy(
      sites
        .replace('invites.example.com {', `http://127.0.0.1:${port} {`)
        .replace('127.0.0.1:3000', `127.0.0.1:${appPort}`),
      port,
    ),
  );

  // Each waited for a while, and whoever still did when it was back saw the page.
  expect(seen.at(-1)).toEqual({ status: 200, text: expect.stringContaining('Sign in') });
}, 180_000);
