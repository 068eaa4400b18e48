import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { startNginx } from '../support/proxies.ts';
import { restartBehind } from '../support/restart-checks.ts';
import { root } from '../support/source-files.ts';

test('behind deploy/nginx.conf the app is back as soon as it has started again, and nothing is lost', async () => {
  const servers = readFileSync(join(root, 'deploy', 'nginx.conf'), 'utf8');
  const plainPort = await freePort();
  const seen = await restartBehind((appPort, port) =>
    startNginx(
      servers
        .replace('127.0.0.1:3000', `127.0.0.1:${appPort}`)
        .replace('listen 443 ssl http2;', `listen 127.0.0.1:${port};`)
        .replace('listen 80;', `listen 127.0.0.1:${plainPort};`)
        .replace(/^ *ssl_certificate.*$/gm, ''),
      port,
    ),
  );

  expect(seen[0]).toEqual({ status: 503, text: expect.stringContaining('Back in a moment') });
}, 180_000);
