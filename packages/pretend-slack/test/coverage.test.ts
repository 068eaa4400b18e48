import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { pretendMethods } from '../src/index.ts';
import { type CoveredMethod, everywhere, methods } from './coverage.ts';
import { acts, type CoveredAct } from './covered-acts.ts';

const folder = fileURLToPath(new URL('.', import.meta.url));
const read = (...path: string[]) => readFileSync(join(folder, ...path), 'utf8');
const testsOf = (testedBy: string) =>
  testedBy
    .split(', ')
    .map((file) => read(file))
    .join('\n');

const allMethods: [string, CoveredMethod][] = Object.entries(methods);
const allActs: [string, CoveredAct][] = Object.entries(acts);

describe('every method', () => {
  it.each(allMethods)('%s is called by its tests, and refuses what they say', (name, row) => {
    const tests = testsOf(row.testedBy);
    const called = new RegExp(`\\.${name.replaceAll('.', '\\s*\\.')}\\(|'${name}'`);
    expect(tests).toMatch(called);
    const untested = row.refuses.filter((error) => !tests.includes(`'${error}'`));
    expect(untested).toEqual([]);
  });

  it('has its errors in the list, whatever the code answers', () => {
    const listed = new Set<string>([
      ...allMethods.flatMap(([, { refuses }]) => refuses),
      ...everywhere.errors,
    ]);
    const sources = ['../src/slack/methods', '../src/slack'].flatMap((path) =>
      readdirSync(join(folder, path), { withFileTypes: true })
        .filter((entry) => entry.isFile())
        .map((entry) => read(path, entry.name)),
    );
    const answered = sources
      .flatMap((text) => [...text.matchAll(/failed\(\s*'(\w+)'|\berror: '(\w+)'/g)])
      .map(([, first, second]) => first ?? second ?? '');
    expect(answered.length).toBeGreaterThan(30);
    const onPurpose = ['ratelimited', 'internal_error'];
    expect(answered.filter((code) => !listed.has(code) && !onPurpose.includes(code))).toEqual([]);
  });

  it('may answer these, which are tested', () => {
    const tests = testsOf(everywhere.testedBy);
    expect(everywhere.errors.filter((code) => !tests.includes(`'${code}'`))).toEqual([]);
  });
});

describe('everything that people do', () => {
  it.each(allActs)('%s is done by its tests', (name, { testedBy }) => {
    expect(testsOf(testedBy)).toMatch(new RegExp(`slack\\s*\\.${name}\\(`));
  });
});

it('stands in COVERAGE.md', async () => {
  await expect(printed()).toMatchFileSnapshot('../COVERAGE.md');
});

function printed(): string {
  const scopesOf = (name: string) =>
    pretendMethods[name as keyof typeof pretendMethods].scopes.map(code).join(', ') || '–';
  const methodRows = allMethods.map(([name, row]) => [
    code(name),
    scopesOf(name),
    row.does,
    row.refuses.map(code).join(', ') || '–',
    row.testedBy,
  ]);
  const actRows = allActs.map(([name, row]) => [code(name), row.sends, row.answer, row.testedBy]);
  return [
    '# What it covers',
    'The tests write this file and check every line: whatever is named here is tested, and whatever is answered is named here.',
    '## Web API methods',
    table(['method', 'scopes', 'what it does', 'what it refuses', 'tested by'], methodRows),
    `Any method may also answer ${everywhere.errors.map(code).join(', ')}; faults on purpose answer whatever they’re told to.`,
    '## What people do',
    table(['act', 'what the app is sent', 'what the app can answer', 'tested by'], actRows),
    '',
  ].join('\n\n');
}

function code(text: string): string {
  return `\`${text}\``;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map(() => '---')), ...rows.map(line)].join('\n');
}
