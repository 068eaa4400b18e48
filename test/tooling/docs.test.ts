import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it } from 'vitest';
import * as z from 'zod';
import { withVariableTable } from '../../scripts/variable-table.js';
import { Environment } from '../../src/environment.ts';
import { root, sourceFiles } from '../support/source-files.ts';

const place = '<!-- variables: npm run docs -->\n<!-- end -->\n';

it('has the README name every variable as src/environment.ts declares it (npm run docs)', () => {
  const readme = readFileSync(join(root, 'README.md'), 'utf8');

  expect(readme).toBe(withVariableTable(readme, Environment.shape));
  for (const name of Object.keys(Environment.shape)) expect(readme).toContain(`| \`${name}\` |`);
});

it('tells name, default and meaning, and leaves the rest as it is', () => {
  const variables = {
    LEVEL: z.enum(['low', 'high']).default('low').describe('how much'),
    TIME: z.string().default('7d').transform(Number).describe('how long'),
    NAME: z.string().optional().describe('whose'),
  };

  expect(withVariableTable(`before\n${place}after\n`, variables)).toBe(
    [
      'before',
      '<!-- variables: npm run docs -->',
      '| variable | default | meaning |',
      '| --- | --- | --- |',
      '| `LEVEL` | `low` | how much |',
      '| `TIME` | `7d` | how long |',
      '| `NAME` | – | whose |',
      '<!-- end -->',
      'after\n',
    ].join('\n'),
  );
});

it('refuses a variable that nobody described, and a text without a place for the table', () => {
  expect(() => withVariableTable(place, { NAME: z.string() })).toThrow('NAME has no description');
  expect(() => withVariableTable('', {})).toThrow('no place');
});

it('has every link of a document lead to something that is there', () => {
  const top = readdirSync(root).filter((name) => name.endsWith('.md'));
  const documents = [...top, ...sourceFiles('docs', /\.md$/).map(({ path }) => path)];
  const links = documents.flatMap((path) =>
    [...readFileSync(join(root, path), 'utf8').matchAll(/\]\((?!https?:)([^)#]+)/g)].map(
      ([, link]) => join(dirname(path), link ?? ''),
    ),
  );

  expect(links.length).toBeGreaterThan(20);
  expect(links.filter((link) => !existsSync(join(root, link)))).toEqual([]);
});

it('has CONTRIBUTING show the first story as it stands', () => {
  const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const story = readFileSync(join(root, 'test/home/first.story.test.ts'), 'utf8');

  expect(contributing).toContain(`\`\`\`ts\n${story}\`\`\`\n`);
});

it('has CONTRIBUTING name files that are there', () => {
  const contributing = readFileSync(join(root, 'CONTRIBUTING.md'), 'utf8');
  const named = [
    ...contributing.matchAll(/`((?:src|test|scripts|packages|docs|prisma)\/[\w./-]+)`/g),
  ];
  const paths = named.map(([, path = '']) => path);

  expect(paths.length).toBeGreaterThan(20);
  expect(paths.filter((path) => !existsSync(join(root, path)))).toEqual([]);
});
