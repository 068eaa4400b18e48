import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { root } from '../support/source-files.ts';

interface Locked {
  readonly hasInstallScript?: boolean;
  readonly optional?: boolean;
  /** Comes with a development package, or as something that may be left out. */
  readonly devOptional?: boolean;
  readonly dev?: boolean;
}

test('nothing that the app runs on wants to run a script while it is installed', () => {
  const lock = JSON.parse(readFileSync(join(root, 'package-lock.json'), 'utf8')) as {
    packages: Record<string, Locked>;
  };
  const packages = Object.entries(lock.packages);
  const wanting = packages.filter(
    ([, each]) => each.hasInstallScript && !each.dev && !each.optional && !each.devOptional,
  );
  expect(wanting.map(([name]) => name)).toEqual([]);
  expect(packages.length).toBeGreaterThan(100);
});
