import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { isIgnored, readDockerfile } from '../../scripts/dockerfile.js';
import { root, sourceFiles } from '../support/source-files.ts';

// What can be told without building it; scripts/prove-dockerfile.js does what the Dockerfile says.

const stages = readDockerfile(read('Dockerfile'));
const final = stages.at(-1)?.steps ?? [];

it('copies only what is there and let in', () => {
  const own = stages.flatMap(({ steps }) =>
    steps.filter(({ instruction, flags }) => instruction === 'COPY' && !flags.from),
  );
  const paths = own.flatMap(({ rest }) => rest.split(' ').slice(0, -1));

  expect(paths).toContain('package-lock.json');
  for (const path of paths) {
    expect(existsSync(join(root, path)), path).toBe(true);
    if (path !== '.') expect(isIgnored(read('.dockerignore'), path), path).toBe(false);
  }
});

it('lets in what the build reads, and no secret, data or packages', () => {
  const ignore = read('.dockerignore');

  const needed = [...sourceFiles('src'), ...sourceFiles('scripts')].map(({ path }) => path);
  expect(needed.filter((path) => isIgnored(ignore, path))).toEqual([]);
  for (const path of ['.env', '.git', 'data', 'dist', 'node_modules', 'test']) {
    expect(isIgnored(ignore, path), path).toBe(true);
  }
  expect(isIgnored(ignore, 'src/platform/prisma-client/client.ts')).toBe(true);
});

it('runs Node itself, as nobody special, and asks itself whether it is well', () => {
  const said = (instruction: string) =>
    final.filter((step) => step.instruction === instruction).map(({ rest }) => rest);

  expect(said('CMD')).toEqual(['["node", "dist/main.js"]']);
  expect(said('USER')).toEqual(['1000:1000']);
  expect(said('HEALTHCHECK').join()).toContain('/healthz');
  const copied = said('COPY').join('\n');
  expect(copied).not.toMatch(/\bsrc\b|\btest\b|\bscripts\s/);
  // Those for operators, with all that they import.
  const scripts = copied.match(/\bscripts\/[\w-]+\.js/g) ?? [];
  expect(scripts).toContain('scripts/deliveries.js');
  for (const script of scripts) {
    const imports = [...read(script).matchAll(/from '\.\/([\w-]+\.js)'/g)];
    for (const [, file] of imports) expect(scripts, script).toContain(`scripts/${file}`);
  }
});

it('uses one base image, of a version of Node that the app supports', () => {
  const images = [...read('Dockerfile').matchAll(/^FROM node:(\d+)-(\S+)/gm)];

  expect(new Set(images.map(([image]) => image))).toHaveLength(1);
  expect(images).toHaveLength(stages.length);
  expect([20, 22, 24]).toContain(Number(images[0]?.[1]));
});

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
