import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root } from '../support/source-files.ts';

const patienceMs = 10 * 60_000;

it('is built from the Dockerfile, has nothing that it should not have, and runs', {
  timeout: patienceMs + 60_000,
}, async () => {
  const child = spawn(process.execPath, [join(root, 'scripts', 'prove-image.js')], {
    cwd: root,
    stdio: ['ignore', 'pipe', 'pipe'],
    // Told to stop, it removes what it made.
    timeout: patienceMs,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk) => {
      output += String(chunk);
    });
  }
  const [code] = await once(child, 'close');
  expect({ code, output }).toEqual({ code: 0, output: expect.not.stringContaining('NOT SO') });
});
