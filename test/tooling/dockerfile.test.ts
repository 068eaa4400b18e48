import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { root, sourceFiles } from '../support/source-files.ts';

// What can be told without building it; scripts/prove-image.js builds it and runs what comes of it.

const dockerfile = read('Dockerfile')
  .replace(/^#.*\n/gm, '')
  .replace(/\\\n/g, '');
const final = dockerfile.slice(dockerfile.lastIndexOf('FROM '));

it('copies only what is there and let in', () => {
  const copies = [...dockerfile.matchAll(/^COPY (?!--from=)(.+) \S+$/gm)];
  const paths = copies.flatMap(([, sources]) => sources?.split(' ') ?? []);

  expect(paths).toContain('package-lock.json');
  for (const path of paths) {
    expect(existsSync(join(root, path)), path).toBe(true);
    if (path !== '.') expect(isIgnored(path), path).toBe(false);
  }
});

it('lets in what the build reads, and no secret, data or packages', () => {
  const needed = [...sourceFiles('src'), ...sourceFiles('scripts')].map(({ path }) => path);
  expect(needed.filter(isIgnored)).toEqual([]);
  for (const path of ['.env', '.git', 'data', 'dist', 'node_modules', 'test']) {
    expect(isIgnored(path), path).toBe(true);
  }
  expect(isIgnored('src/platform/database/prisma-client/client.ts')).toBe(true);
});

it('runs Node itself, as nobody special, and asks itself whether it is well', () => {
  expect(final).toMatch(/^CMD \["node", "dist\/main\.js"\]$/m);
  expect(final).toMatch(/^USER 1000:1000$/m);
  expect(final).toMatch(/^HEALTHCHECK .*\/healthz/m);
  const copied = final.match(/^COPY .*$/gm)?.join('\n') ?? '';
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
  const images = [...dockerfile.matchAll(/^FROM (\S+)/gm)].map(([, image]) => image);

  expect(images.length).toBeGreaterThan(1);
  expect(new Set(images)).toHaveLength(1);
  expect(images[0]).toMatch(/^node:(20|22|24)-/);
});

/** Whether .dockerignore keeps a path out: the last line that covers it counts. Ours has no pattern but `*`. */
function isIgnored(path: string): boolean {
  const lines = read('.dockerignore').split('\n');
  const last = lines
    .filter((line) => line && !line.startsWith('#'))
    .findLast((line) => {
      const name = line.replace('!', '');
      return name === '*' || path === name || path.startsWith(`${name}/`);
    });
  return last !== undefined && !last.startsWith('!');
}

function read(path: string): string {
  return readFileSync(join(root, path), 'utf8');
}
