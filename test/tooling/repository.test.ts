import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { root, sourceFiles } from '../support/source-files.ts';

describe('package-lock.json', () => {
  it('names no place that packages come from, so that every registry works', () => {
    expect(read('package-lock.json')).not.toMatch(
      /"resolved": "(?!packages\/)|https?:\/\/[^"]*\.tgz/,
    );
  });

  it('agrees with package.json', () => {
    const lock = JSON.parse(read('package-lock.json')) as { packages: { '': Manifest } };
    const manifest = JSON.parse(read('package.json')) as Manifest;

    const { dependencies, devDependencies } = lock.packages[''];
    expect({ dependencies, devDependencies }).toEqual({
      dependencies: manifest.dependencies,
      devDependencies: manifest.devDependencies,
    });
  });

  it('pins every package to one exact version', () => {
    const versions = ['package.json', 'packages/pretend-slack/package.json'].flatMap((file) => {
      const { dependencies, devDependencies } = JSON.parse(read(file)) as Manifest;
      return Object.values({ ...dependencies, ...devDependencies });
    });
    expect(versions.filter((version) => !/^\d/.test(version))).toEqual([]);
  });
});

describe('.ci/run', () => {
  it('can be run', () => {
    // Windows keeps no such mark.
    const marks = process.platform === 'win32' ? 0o111 : statSync(join(root, '.ci', 'run')).mode;
    expect(marks & 0o111).toBe(0o111);
  });

  it('stops at mistakes, runs check and test, and leaves nothing out', () => {
    const script = read('.ci/run');

    expect(script).toContain('set -euo pipefail');
    expect(script).toMatch(/npm run .*check/);
    expect(script).toMatch(/npm test/);
    expect(script).toContain('REQUIRE_ALL=1');
  });
});

describe('the tests', () => {
  it('are all switched on', () => {
    const off = /\b(?:it|test|describe)\.(?:only|skip|todo|fails)\b|\bx(?:it|describe)\(/;

    const files = ['test', 'packages/pretend-slack/test']
      .flatMap((folder) => sourceFiles(folder))
      .filter(({ path }) => !path.endsWith('repository.test.ts'));
    expect(files.filter(({ text }) => off.test(text)).map(({ path }) => path)).toEqual([]);
  });
});

interface Manifest {
  readonly dependencies: Record<string, string>;
  readonly devDependencies: Record<string, string>;
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
