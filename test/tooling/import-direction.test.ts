import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { checkImports } from '../../scripts/check-imports.js';
import { relativeImports, root, sourceFiles } from '../support/source-files.ts';

const NEITHER = 'Use cases know neither Slack, HTTP nor Prisma';
const ORDER = 'Features are used in their order';
const SLACK = 'What Slack sends goes through use cases';
const WEB = 'What browsers send goes through use cases';
const PAGES = 'Pages are pure';
const BLOCKS = 'Blocks are pure';
const NOTICES = 'Notices are pure';
const TEXTS = 'Texts are pure';
const RULES = 'Rules are pure';
const STORE = 'A store talks to the database only';
const PLATFORM = 'The platform knows no feature';
const DELIVERY = 'delivery/ delivers';
const SANDBOX = 'The sandbox is outside of the app';
const PRETEND = 'packages/pretend-slack/src';
const COMPOSITION = 'The app is put together of features';
const NO_ROLE = 'Name it for its role';
const CLIENT = '../platform/prisma-client/client.ts';

/** File, what it imports, and how the complaint begins that this must cause. */
const FORBIDDEN: [string, string, string][] = [
  ['config.ts', './platform/logger.ts', 'config.ts imports shared/'],
  ['shared/a.ts', '../platform/logger.ts', 'shared/ has values'],
  ['shared/b.ts', 'node:fs', 'shared/ has values'],
  ['platform/a.ts', '../members/rules.ts', PLATFORM],
  ['platform/b.ts', './prisma-client/client.ts', PLATFORM],
  ['platform/c.ts', '../../sandbox/start.ts', PLATFORM],
  ['platform/d.ts', 'pretend-slack/mailbox', PLATFORM],
  ['platform/database.ts', '../members/store.ts', PLATFORM],
  ['members/rules.ts', '../platform/secrets.ts', RULES],
  ['sessions/rules.ts', './store.ts', RULES],
  ['home/rules.ts', 'node:crypto', RULES],
  ['home/refresh-rules.ts', './store.ts', RULES],
  ['delivery/rules.ts', './store.ts', RULES],
  ['members/account-texts.ts', './store.ts', TEXTS],
  ['members/other-texts.ts', './use-cases.ts', TEXTS],
  ['invitations/command-text.ts', '@slack/bolt', TEXTS],
  ['invitations/address-list.ts', '../platform/database.ts', TEXTS],
  ['members/notices.tsx', './store.ts', NOTICES],
  ['sessions/notices.tsx', '../platform/page.tsx', NOTICES],
  ['home/slack-blocks.ts', './use-cases.ts', BLOCKS],
  ['invitations/slack-blocks.ts', '@slack/web-api', BLOCKS],
  ['sessions/web-pages.tsx', './use-cases.ts', PAGES],
  ['invitations/web-pages.tsx', '../platform/database.ts', PAGES],
  ['sessions/web-pages-sign-in.tsx', './use-cases.ts', PAGES],
  ['invitations/web-pages-dead-link.tsx', '../platform/database.ts', PAGES],
  ['sessions/web-pages-other.tsx', '@slack/bolt', PAGES],
  ['members/store.ts', '../workspaces/store.ts', STORE],
  ['home/store.ts', './use-cases.ts', STORE],
  ['members/list-store.ts', '@slack/web-api', STORE],
  ['members/use-cases.ts', '@slack/web-api', NEITHER],
  ['sessions/use-cases.ts', 'hono', NEITHER],
  ['home/use-cases.ts', CLIENT, NEITHER],
  ['invitations/use-cases.ts', './slack.ts', NEITHER],
  ['link-warnings/use-cases.ts', '../platform/bolt.ts', NEITHER],
  ['workspaces/use-cases.ts', '../delivery/worker.ts', NEITHER],
  ['members/use-cases/a.ts', 'hono', NEITHER],
  ['members/use-cases/b.ts', `../${CLIENT}`, NEITHER],
  ['members/use-cases/c.ts', '../slack-blocks-of.ts', NEITHER],
  ['members/use-cases/d.ts', '../../workspaces/store.ts', NEITHER],
  ['members/use-cases/e.ts', '../../platform/web.tsx', NEITHER],
  ['members/slack.ts', './store.ts', SLACK],
  ['home/slack.ts', CLIENT, SLACK],
  ['invitations/slack-command.ts', './web-pages.tsx', SLACK],
  ['invitations/slack.ts', '../members/slack.ts', SLACK],
  ['members/actor.ts', './store.ts', SLACK],
  ['link-warnings/slack.ts', '../app.ts', SLACK],
  ['sessions/web.tsx', './store.ts', WEB],
  ['invitations/web.tsx', '@slack/bolt', WEB],
  ['sessions/web-account.tsx', '@slack/bolt', WEB],
  ['sessions/web-reset.tsx', '../members/slack.ts', WEB],
  ['sessions/web-verify.ts', './store.ts', WEB],
  ['sessions/require-session.tsx', '../members/store.ts', WEB],
  ['workspaces/web-install.tsx', '../platform/bolt.ts', WEB],
  ['sessions/known-browser.ts', './store.ts', 'A link is made of'],
  ['workspaces/install-state.ts', 'hono', 'A link is made of'],
  ['delivery/worker.ts', '../invitations/rules.ts', DELIVERY],
  ['delivery/enqueue.ts', CLIENT, DELIVERY],
  ['delivery/store.ts', '@slack/web-api', STORE],
  ['members/anything.ts', '../shared/ids.ts', NO_ROLE],
  ['new-feature/rules.ts', '../shared/ids.ts', NO_ROLE],
  ['loose.ts', './shared/ids.ts', NO_ROLE],
  ['sandbox/a.ts', '../src/members/store.ts', SANDBOX],
  ['sandbox/b.ts', '../src/main.ts', SANDBOX],
  [`${PRETEND}/page/a.ts`, '../../../../src/shared/ids.ts', 'page/ of the pretend Slack stands on'],
  [`${PRETEND}/page/b.ts`, '../driver/person.ts', 'page/ of the pretend Slack stands on'],
  [`${PRETEND}/slack/a.ts`, '../page/page.tsx', 'slack/ of the pretend Slack stands on'],
  [
    `${PRETEND}/slack/b.ts`,
    '../../../../sandbox/start.ts',
    'slack/ of the pretend Slack stands on',
  ],
  [`${PRETEND}/driver/a.ts`, '../mailbox/index.ts', 'driver/ of the pretend Slack stands on'],
  [`${PRETEND}/block-kit/a.ts`, '../slack/state.ts', 'block-kit/ of the pretend Slack stands on'],
  [`${PRETEND}/mailbox/a.ts`, '../slack/state.ts', 'mailbox/ of the pretend Slack stands on'],
  [`${PRETEND}/manifest.ts`, '../../../src/config.ts', 'Nothing of the pretend Slack knows an app'],
  ['app.ts', '../sandbox/start.ts', COMPOSITION],
  ['operations.ts', 'pretend-slack', COMPOSITION],
  ['operations.ts', CLIENT, COMPOSITION],
  ['main.ts', '../sandbox/main.ts', 'main.ts starts app.ts'],
  ['workspaces/rules.ts', '../members/rules.ts', ORDER],
  ['members/use-cases/f.ts', '../../sessions/use-cases.ts', ORDER],
  ['sessions/use-cases/a.ts', '../../invitations/use-cases.ts', ORDER],
  ['invitations/use-cases/a.ts', '../../link-warnings/use-cases.ts', ORDER],
  ['link-warnings/use-cases/a.ts', '../../home/use-cases.ts', ORDER],
  ['shared/one.ts', './two.ts', 'Files that need each other'],
];

/** What every role may import: one file each, without a complaint. */
const ALLOWED: [string, string[]][] = [
  ['shared/ok.ts', ['./ids.ts', 'zod', 'node:crypto']],
  ['platform/ok.ts', ['../shared/ids.ts', '../config.ts', './logger.ts', 'pg']],
  ['workspaces/ok-rules.ts', ['../shared/ids.ts']],
  ['members/ok-rules.ts', ['../workspaces/rules.ts', '../shared/ids.ts']],
  ['link-warnings/notices.tsx', ['./rules.ts', '../shared/letter.tsx', '@slack/types']],
  ['home/ok-blocks.ts', ['./rules.ts', '../members/slack-blocks.ts', '@slack/types']],
  ['home/web-pages.tsx', ['./rules.ts', '../platform/page.tsx', '../platform/assets.ts']],
  ['home/ok-store.ts', ['./rules.ts', '../shared/ids.ts', '../platform/database.ts', CLIENT]],
  ['home/use-cases/ok.ts', ['../store.ts', './a.ts', '../../members/use-cases/close.ts']],
  ['members/use-cases/ok.ts', ['../../delivery/enqueue.ts', '../../platform/database.ts']],
  ['home/slack-ok.ts', ['./use-cases.ts', './use-cases/join.ts', './slack-blocks.ts']],
  ['home/slack-ok-too.ts', ['../members/actor.ts', '../members/rules.ts', '../platform/bolt.ts']],
  ['home/web-ok.tsx', ['./use-cases.ts', './web-pages.tsx', '../sessions/use-cases.ts', 'hono']],
  ['delivery/mail-sender.ts', ['./rules.ts', '../shared/ids.ts', 'nodemailer']],
  ['sandbox/main.ts', ['../src/app.ts', '../src/config.ts', './tour.tsx', 'pretend-slack/page']],
  [`${PRETEND}/driver/ok.ts`, ['../slack/face.ts', './reading.ts', '@slack/types']],
  [`${PRETEND}/index.ts`, ['./slack/face.ts', './manifest.ts', 'yaml']],
];

describe('the direction of imports', () => {
  let folder: string;
  let found: Awaited<ReturnType<typeof checkImports>>;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'test-direction-'));
    const planted = [
      ...FORBIDDEN.map(([file, specifier]) => [file, [specifier]] as const),
      ...ALLOWED,
      ['shared/two.ts', ['./one.ts']] as const,
    ];
    await plant(folder, planted);
    found = await checkImports(folder);
  });

  afterAll(() => rm(folder, { recursive: true }));

  const complaintsAbout = (file: string): string[] =>
    found.breaches.filter((breach) => breach.startsWith(`${pathOf(file)} imports `));

  it.each(FORBIDDEN)('lets no %s import %s', (file, _specifier, complaint) => {
    expect(complaintsAbout(file)).toContainEqual(expect.stringContaining(`: ${complaint}`));
  });

  it.each(ALLOWED)('lets %s import %j', (file) => {
    expect(complaintsAbout(file)).toEqual([]);
  });
});

describe('the source', () => {
  it('is seen whole, and breaks no rule', async () => {
    const { files, breaches } = await checkImports(root);

    const written = ['src', 'sandbox', 'packages/pretend-slack/src'].flatMap((part) =>
      sourceFiles(part),
    );
    expect(files).toBeGreaterThanOrEqual(written.length);
    expect(breaches).toEqual([]);
  });

  it('imports nothing outside of src', () => {
    const outside = sourceFiles('src').flatMap((file) =>
      relativeImports(file)
        .filter((target) => !target.startsWith('src/'))
        .map((target) => `${file.path} imports ${target}`),
    );

    expect(outside).toEqual([]);
  });
});

/** The path of a planted file in its project; of the app when it names no other part. */
function pathOf(file: string): string {
  return /^(?:src|sandbox|packages)\//.test(file) ? file : `src/${file}`;
}

/** Writes each file with its imports, and an empty one for each that is imported and not written. */
async function plant(
  folder: string,
  planted: readonly (readonly [string, readonly string[]])[],
): Promise<void> {
  const texts = new Map<string, string>();
  for (const [file, specifiers] of planted) {
    const path = pathOf(file);
    const before = texts.get(path) ?? '';
    texts.set(path, before + specifiers.map((specifier) => `import '${specifier}';\n`).join(''));
    for (const specifier of specifiers.filter((each) => each.startsWith('.'))) {
      const target = join(dirname(path), specifier);
      texts.set(target, texts.get(target) ?? '');
    }
  }
  for (const [file, text] of texts) {
    await mkdir(dirname(join(folder, file)), { recursive: true });
    await writeFile(join(folder, file), text);
  }
}
