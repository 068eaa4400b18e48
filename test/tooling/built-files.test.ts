import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { root, sourceFiles } from '../support/source-files.ts';

test('the scripts use only what the build makes', () => {
  const used = sourceFiles('scripts').flatMap(({ text }) =>
    [...text.matchAll(/'#built\/([^']+)'/g)].map(([, target = '']) => join('dist', target)),
  );
  expect(used.length).toBeGreaterThan(10);
  expect(used.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});

test('npm run db:new compares the schema with the migrations', async () => {
  const script = join(root, 'scripts', 'db-new.js');
  const { stdout } = await promisify(execFile)(process.execPath, [script, 'nothing'], {
    cwd: root,
  });
  expect(stdout).toContain('Nothing to write');
}, 60_000);
