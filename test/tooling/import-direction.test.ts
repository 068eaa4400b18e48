import { execFile } from 'node:child_process';
import { copyFile, mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { relativeImports, root, sourceFiles } from '../support/source-files.ts';

const PURE_PAGES = 'web-pages.tsx is pure';
const OWN_WAY_IN = 'Another feature is entered by its rules or use cases.';
const NEITHER = 'Use cases know neither Slack, HTTP nor Prisma.';
const NO_PRISMA = 'Only src/platform/database.ts and the stores know Prisma';
const CLIENT = '../platform/prisma-client/client.ts';

/** File, what it imports, and how the message begins that this must cause. */
const FORBIDDEN: [string, string, string][] = [
  ['config.ts', './platform/logger.ts', 'config.ts imports only'],
  ['shared/a.ts', '../platform/logger.ts', 'shared/ imports only shared/'],
  ['shared/b.ts', 'node:fs', 'shared/ imports only shared/'],
  ['platform/a.ts', '../members/rules.ts', 'platform/ knows no feature'],
  ['platform/b.ts', './prisma-client/client.ts', NO_PRISMA],
  ['platform/database.ts', '../members/store.ts', 'platform/ knows no feature'],
  ['a/rules.ts', '../platform/secrets.ts', 'rules.ts is pure'],
  ['b/rules.ts', './store.ts', 'rules.ts is pure'],
  ['c/rules.ts', 'node:crypto', 'rules.ts is pure'],
  ['a/notices.tsx', './store.ts', 'notices.tsx is pure'],
  ['b/notices.tsx', '../platform/page.tsx', 'notices.tsx is pure'],
  ['a/slack-blocks.ts', './use-cases.ts', 'A *-blocks.ts is pure'],
  ['b/slack-blocks.ts', '@slack/web-api', 'A *-blocks.ts is pure'],
  ['a/web-pages.tsx', './use-cases.ts', PURE_PAGES],
  ['b/web-pages.tsx', '../platform/database.ts', PURE_PAGES],
  ['a/store.ts', '../members/store.ts', 'A store imports'],
  ['b/store.ts', './use-cases.ts', 'A store imports'],
  ['c/store.ts', '@slack/web-api', 'A store talks to the database only.'],
  ['a/use-cases.ts', '@slack/web-api', NEITHER],
  ['b/use-cases.ts', 'hono', NEITHER],
  ['c/use-cases.ts', CLIENT, NEITHER],
  ['d/use-cases.ts', './slack.ts', NEITHER],
  ['e/use-cases.ts', '../platform/bolt.ts', NEITHER],
  ['f/use-cases.ts', '../members/store.ts', OWN_WAY_IN],
  ['g/use-cases.ts', '../delivery/worker.ts', OWN_WAY_IN],
  ['a/use-cases/join.ts', 'hono', NEITHER],
  ['b/use-cases/join.ts', `../${CLIENT}`, NEITHER],
  ['c/use-cases/join.ts', '../slack-blocks.ts', NEITHER],
  ['d/use-cases/join.ts', '../../members/store.ts', OWN_WAY_IN],
  ['a/slack.ts', './store.ts', 'An entry point goes through use cases'],
  ['b/slack.ts', CLIENT, 'An entry point goes through use cases'],
  ['c/slack.ts', './web-pages.tsx', 'An entry point goes through use cases'],
  ['d/slack.ts', '../members/slack.ts', OWN_WAY_IN],
  ['members/actor.ts', './store.ts', 'An entry point goes through use cases'],
  ['a/web.tsx', './store.ts', 'An entry point goes through use cases'],
  ['b/web.tsx', '@slack/bolt', 'An entry point goes through use cases'],
  ['c/web.tsx', '../members/web.tsx', OWN_WAY_IN],
  ['delivery/worker.ts', '../invitations/rules.ts', 'delivery/ delivers'],
  ['delivery/enqueue.ts', CLIENT, NO_PRISMA],
  ['a/anything.ts', CLIENT, NO_PRISMA],
  ['b/anything.ts', '../app.ts', 'Nothing imports app.ts, main.ts or the sandbox.'],
  ['c/anything.ts', '../sandbox/slack.ts', 'Nothing imports app.ts, main.ts or the sandbox.'],
  ['h/use-cases.ts', '../sandbox/slack.ts', OWN_WAY_IN],
  ['e/slack.ts', '../app.ts', OWN_WAY_IN],
  ['platform/c.ts', '../sandbox/slack.ts', 'platform/ knows no feature'],
  ['sandbox/a.ts', '../members/store.ts', 'The sandbox is outside of the app'],
  ['sandbox/b.ts', '../main.ts', 'The sandbox starts app.ts'],
  ['app.ts', './sandbox/slack.ts', 'Production code never loads the sandbox.'],
  ['main.ts', './sandbox/main.ts', 'Production code never loads the sandbox.'],
];

/** What every role may import: one file each, without a complaint. */
const ALLOWED: [string, string[]][] = [
  ['shared/ok.ts', ['./ids.ts', 'zod', 'node:crypto']],
  ['platform/ok.ts', ['../shared/ids.ts', '../config.ts', './logger.ts', 'pg']],
  ['ok/rules.ts', ['../members/rules.ts', '../shared/ids.ts']],
  ['ok/notices.tsx', ['./rules.ts', '../shared/letter.tsx', '@slack/types']],
  ['ok/slack-blocks.ts', ['./rules.ts', '../members/slack-blocks.ts', '@slack/types']],
  ['ok/web-pages.tsx', ['./rules.ts', '../platform/page.tsx', '../platform/assets.ts']],
  ['ok/store.ts', ['./rules.ts', '../shared/ids.ts', '../platform/database.ts', CLIENT]],
  ['ok/use-cases.ts', ['./store.ts', './notices.tsx', '../members/use-cases.ts']],
  ['ok2/use-cases.ts', ['../delivery/enqueue.ts', '../platform/database.ts']],
  ['ok/use-cases/join.ts', ['../store.ts', './invite.ts', '../../members/use-cases/close.ts']],
  ['ok2/use-cases/join.ts', ['../../delivery/enqueue.ts', '../../platform/database.ts']],
  ['ok/slack.ts', ['./use-cases.ts', './use-cases/join.ts', './slack-blocks.ts']],
  ['ok2/slack.ts', ['../members/actor.ts', '../members/rules.ts', '../platform/bolt.ts']],
  ['ok/web.tsx', ['./use-cases.ts', './web-pages.tsx', '../sessions/use-cases.ts', 'hono']],
  ['delivery/mail-sender.ts', ['./rules.ts', '../shared/ids.ts', 'nodemailer']],
  ['sandbox/main.ts', ['../app.ts', '../config.ts', './slack.ts']],
];

const FEATURES = ['workspaces', 'members', 'sessions', 'invitations', 'link-warnings', 'home'];

describe('the direction of imports', () => {
  let folder: string;
  let complaints: Map<string, string[]>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'test-direction-'));
    await copyFile(join(root, 'biome.json'), join(folder, 'biome.json'));
    for (const [file, specifier] of FORBIDDEN) await plant(folder, file, [specifier]);
    for (const [file, specifiers] of ALLOWED) await plant(folder, file, specifiers);
    complaints = await lint(folder);
  });

  afterAll(() => rm(folder, { recursive: true }));

  it.each(FORBIDDEN)('lets no %s import %s', (file, _specifier, message) => {
    expect(complaints.get(`src/${file}`)).toContainEqual(expect.stringContaining(message));
  });

  it.each(ALLOWED)('lets %s import %j', (file) => {
    expect(complaints.get(`src/${file}`)).toBeUndefined();
  });
});

describe('the order of features', () => {
  it('lets a feature import only those before it', () => {
    const backwards = sourceFiles('src').flatMap((file) => {
      const own = FEATURES.indexOf(featureOf(file.path));
      if (own === -1) return [];
      return relativeImports(file)
        .filter((target) => FEATURES.indexOf(featureOf(target)) > own)
        .map((target) => `${file.path} imports ${target}`);
    });

    expect(backwards).toEqual([]);
  });

  it('knows the place of every folder in src', () => {
    const folders = sourceFiles('src')
      .filter(({ path }) => path.split('/').length > 2)
      .map(({ path }) => featureOf(path));

    const known = [...FEATURES, 'delivery', 'platform', 'sandbox', 'shared'];
    expect(known).toEqual(expect.arrayContaining(folders));
  });
});

describe('the source', () => {
  it('imports nothing outside of src', () => {
    const outside = sourceFiles('src').flatMap((file) =>
      relativeImports(file)
        .filter((target) => !target.startsWith('src/'))
        .map((target) => `${file.path} imports ${target}`),
    );

    expect(outside).toEqual([]);
  });
});

function featureOf(path: string): string {
  return path.split('/')[1] ?? '';
}

async function plant(folder: string, file: string, specifiers: string[]): Promise<void> {
  const path = join(folder, 'src', file);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, specifiers.map((specifier) => `import '${specifier}';\n`).join(''));
}

/** Lints the folder with the project's rules; returns the complaints about imports by file. */
async function lint(folder: string): Promise<Map<string, string[]>> {
  const biome = join(root, 'node_modules', '@biomejs', 'biome', 'bin', 'biome');
  const rule = '--only=style/noRestrictedImports';
  const args = [biome, 'lint', rule, '--reporter=json', '--max-diagnostics=none', '--colors=off'];
  const output = await new Promise<string>((resolve) => {
    // It ends with exit code 1, as it should: there are mistakes.
    execFile(process.execPath, args, { cwd: folder }, (_error, stdout) => resolve(stdout));
  });
  const { diagnostics } = JSON.parse(output) as { diagnostics: Diagnostic[] };
  const byFile = new Map<string, string[]>();
  for (const { location, message } of diagnostics) {
    const path = location.path.replaceAll('\\', '/');
    byFile.set(path, [...(byFile.get(path) ?? []), message]);
  }
  return byFile;
}

interface Diagnostic {
  readonly message: string;
  readonly location: { readonly path: string };
}
