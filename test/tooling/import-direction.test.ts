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
const CLIENT = '../platform/database/prisma-client/client.ts';
const API = "api.ts hands out what is the feature's own";

/** File, what it imports, and how the complaint begins that this must cause. */
const FORBIDDEN: [string, string, string][] = [
  ['config.ts', './platform/process/logger.ts', 'config.ts and environment.ts import shared/'],
  ['environment.ts', './platform/process/logger.ts', 'config.ts and environment.ts import shared/'],
  ['shared/a.ts', '../platform/process/logger.ts', 'shared/ has values'],
  ['shared/b.ts', 'node:fs', 'shared/ has values'],
  ['platform/process/a.ts', '../../members/rules.ts', PLATFORM],
  ['platform/process/b.ts', '../database/database.ts', PLATFORM],
  ['platform/process/c.ts', '../../../sandbox/start.ts', PLATFORM],
  ['platform/process/d.ts', 'pretend-slack/mailbox', PLATFORM],
  ['platform/crypto/a.ts', '../web/server.tsx', PLATFORM],
  ['platform/crypto/b.ts', 'hono', PLATFORM],
  ['platform/database/a.ts', './prisma-client/client.ts', PLATFORM],
  ['platform/database/b.ts', '../slack/bolt.ts', PLATFORM],
  ['platform/database/c.ts', '@slack/web-api', PLATFORM],
  ['platform/database/database.ts', '../../members/store.ts', PLATFORM],
  ['platform/slack/a.ts', '../web/server.tsx', PLATFORM],
  ['platform/slack/b.ts', 'hono', PLATFORM],
  ['platform/slack/c.ts', 'pg', PLATFORM],
  ['platform/web/a.ts', '../slack/bolt.ts', PLATFORM],
  ['platform/web/b.ts', '@slack/bolt', PLATFORM],
  ['platform/loose.ts', '../shared/ids.ts', NO_ROLE],
  ['members/rules.ts', '../platform/crypto/secrets.ts', RULES],
  ['sign-in/rules.ts', './store.ts', RULES],
  ['home/rules.ts', 'node:crypto', RULES],
  ['home/refresh-rules.ts', './store.ts', RULES],
  ['settings/rules.ts', './texts.ts', RULES],
  ['delivery/rules.ts', './store.ts', RULES],
  ['members/texts.ts', './store.ts', TEXTS],
  ['members/other-texts.ts', './use-cases/a.ts', TEXTS],
  ['home/texts.ts', './slack/blocks.ts', TEXTS],
  ['workspaces/texts.ts', '../platform/database/database.ts', TEXTS],
  ['settings/form.ts', '../platform/database/database.ts', TEXTS],
  ['invitations/slack/command-text.ts', '@slack/bolt', TEXTS],
  ['invitations/slack/address-list.ts', '../../platform/database/database.ts', TEXTS],
  ['invitations/texts/join.ts', '../web/join.tsx', TEXTS],
  ['invitations/texts/command.ts', '../slack/command-blocks.ts', TEXTS],
  ['members/notices.tsx', './store.ts', NOTICES],
  ['sign-in/notices.tsx', '../platform/web/page.tsx', NOTICES],
  ['home/slack/blocks.ts', '../use-cases/a.ts', BLOCKS],
  ['invitations/slack/row-blocks.ts', '@slack/web-api', BLOCKS],
  ['members/slack/role-field.ts', './actor.ts', BLOCKS],
  ['sign-in/web/pages.tsx', '../use-cases/a.ts', PAGES],
  ['invitations/web/pages.tsx', '../../platform/database/database.ts', PAGES],
  ['invitations/web/dead-link-pages.tsx', './join.tsx', PAGES],
  ['account/web/pages.tsx', '@slack/bolt', PAGES],
  ['sign-in/web/signed-out-page.tsx', './sign-in.tsx', PAGES],
  ['members/store.ts', '../workspaces/store.ts', STORE],
  ['home/store.ts', './use-cases/a.ts', STORE],
  ['members/list-store.ts', '@slack/web-api', STORE],
  ['invitations/token-store.ts', '../workspaces/api.ts', STORE],
  ['members/api.ts', './slack/actor.ts', API],
  ['invitations/api.ts', '../members/api.ts', API],
  ['sign-in/api.ts', './web/sign-in.tsx', API],
  ['members/use-cases/a.ts', 'hono', NEITHER],
  ['members/use-cases/b.ts', `../${CLIENT}`, NEITHER],
  ['members/use-cases/c.ts', '../slack/actor.ts', NEITHER],
  ['members/use-cases/d.ts', '../../workspaces/store.ts', NEITHER],
  ['members/use-cases/e.ts', '../../platform/web/server.tsx', NEITHER],
  ['account/use-cases/a.ts', '../../sign-in/use-cases/open.ts', NEITHER],
  ['home/use-cases/a.ts', '@slack/web-api', NEITHER],
  ['link-warnings/use-cases/b.ts', '../../platform/slack/bolt.ts', NEITHER],
  ['workspaces/use-cases/a.ts', '../../delivery/worker.ts', NEITHER],
  ['members/slack/a.ts', '../store.ts', SLACK],
  ['home/slack/a.ts', `../${CLIENT}`, SLACK],
  ['invitations/slack/a.ts', '../web/pages.tsx', SLACK],
  ['invitations/slack/b.ts', '../../members/slack/rows.ts', SLACK],
  ['settings/slack/a.ts', '../../members/use-cases/manage.ts', SLACK],
  ['members/use-cases/g.ts', '../../workspaces/texts.ts', NEITHER],
  ['link-warnings/slack/a.ts', '../../app.ts', SLACK],
  ['sign-in/web/a.tsx', '../store.ts', WEB],
  ['invitations/web/a.tsx', '@slack/bolt', WEB],
  ['account/web/a.tsx', '../../members/slack/actor.ts', WEB],
  ['account/web/b.tsx', '../../sign-in/web/reset.tsx', WEB],
  ['install/web/a.tsx', '../../platform/slack/bolt.ts', WEB],
  ['sign-in/known-browser.ts', './store.ts', 'A link is made of'],
  ['install/install-state.ts', 'hono', 'A link is made of'],
  ['imports/list-file.ts', './store.ts', 'A list is read from bytes alone'],
  ['delivery/worker.ts', '../invitations/rules.ts', DELIVERY],
  ['delivery/enqueue.ts', CLIENT, DELIVERY],
  ['delivery/store.ts', '@slack/web-api', STORE],
  ['members/anything.ts', '../shared/ids.ts', NO_ROLE],
  ['new-feature/rules.ts', '../shared/ids.ts', NO_ROLE],
  ['loose.ts', './shared/ids.ts', NO_ROLE],
  ['sandbox/a.ts', '../src/members/store.ts', SANDBOX],
  ['sandbox/b.ts', '../src/main.ts', SANDBOX],
  ['sandbox/wiki/a.ts', '../../src/platform/database/database.ts', 'The wiki is a tool'],
  ['sandbox/wiki/b.ts', './connected.ts', 'The wiki is a tool'],
  [`${PRETEND}/page/a.ts`, '../../../../src/shared/ids.ts', 'page/ of the pretend Slack stands on'],
  [`${PRETEND}/page/b.ts`, '../driver/person.ts', 'page/ of the pretend Slack stands on'],
  [`${PRETEND}/slack/a.ts`, '../page/page.tsx', 'slack/ of the pretend Slack stands on'],
  [`${PRETEND}/slack/b.ts`, '../../../../sandbox/a.ts', 'slack/ of the pretend Slack stands on'],
  [`${PRETEND}/driver/a.ts`, '../mailbox/index.ts', 'driver/ of the pretend Slack stands on'],
  [`${PRETEND}/block-kit/a.ts`, '../slack/state.ts', 'block-kit/ of the pretend Slack stands on'],
  [`${PRETEND}/mailbox/a.ts`, '../slack/state.ts', 'mailbox/ of the pretend Slack stands on'],
  [`${PRETEND}/manifest.ts`, '../../../src/config.ts', 'Nothing of the pretend Slack knows an app'],
  ['app.ts', '../sandbox/start.ts', COMPOSITION],
  ['operations.ts', 'pretend-slack', COMPOSITION],
  ['sending.ts', 'pretend-slack', COMPOSITION],
  ['operations.ts', CLIENT.replace('../', './'), COMPOSITION],
  ['main.ts', '../sandbox/main.ts', 'main.ts starts app.ts'],
  ['workspaces/rules.ts', '../install/rules.ts', ORDER],
  ['install/use-cases/a.ts', '../../members/api.ts', ORDER],
  ['members/use-cases/f.ts', '../../settings/api.ts', ORDER],
  ['settings/use-cases/a.ts', '../../sign-in/api.ts', ORDER],
  ['sign-in/use-cases/a.ts', '../../account/api.ts', ORDER],
  ['account/use-cases/b.ts', '../../invitations/api.ts', ORDER],
  ['invitations/use-cases/a.ts', '../../imports/api.ts', ORDER],
  ['imports/use-cases/a.ts', '../../link-warnings/api.ts', ORDER],
  ['link-warnings/use-cases/a.ts', '../../home/api.ts', ORDER],
  ['shared/one.ts', './two.ts', 'Files that need each other'],
];

/** What every role may import: one file each, without a complaint. */
const ALLOWED: [string, string[]][] = [
  ['shared/ok.ts', ['./ids.ts', 'zod', 'node:crypto']],
  ['platform/process/ok.ts', ['../../shared/ids.ts', '../../config.ts', './logger.ts', 'pino']],
  ['platform/database/ok.ts', ['../process/logger.ts', '../crypto/secrets.ts', 'pg']],
  ['platform/database/keyset-list.ts', ['./prisma-client/client.ts', './database.ts']],
  ['platform/slack/ok.ts', ['../database/database.ts', '../process/logger.ts', '@slack/bolt']],
  ['platform/web/ok.ts', ['../database/database.ts', '../process/logger.ts', 'hono']],
  ['workspaces/ok-rules.ts', ['../shared/ids.ts']],
  ['members/ok-rules.ts', ['../workspaces/rules.ts', '../shared/ids.ts']],
  ['link-warnings/notices.tsx', ['./rules.ts', '../shared/letter.tsx', '@slack/types']],
  ['home/slack/ok-blocks.ts', ['../rules.ts', '../../members/slack/blocks.ts', '@slack/types']],
  ['home/web/pages.tsx', ['../rules.ts', '../../platform/web/page.tsx']],
  ['home/ok-store.ts', ['./rules.ts', '../shared/ids.ts', '../platform/database/ok.ts', CLIENT]],
  ['link-warnings/api.ts', ['./rules.ts', './store.ts', './use-cases/ok.ts']],
  ['home/use-cases/ok.ts', ['../ok-store.ts', './ok-too.ts', '../../link-warnings/api.ts']],
  ['members/use-cases/ok.ts', ['../../delivery/api.ts', '../../platform/database/ok.ts']],
  ['home/slack/ok.ts', ['../use-cases/ok.ts', './ok-blocks.ts', '../../link-warnings/api.ts']],
  ['home/slack/ok-three.ts', ['../texts.ts', '../texts/ok.ts']],
  ['home/ok-texts.ts', ['./rules.ts', '../invitations/texts/ok.ts', '../shared/ids.ts']],
  ['home/slack/ok-too.ts', ['../../members/slack/guards.ts', '../../platform/slack/ok.ts']],
  ['home/slack/ok-words.ts', ['../texts.ts', '../../members/texts.ts']],
  ['link-warnings/texts.ts', ['./rules.ts', '../members/texts.ts', '../shared/ids.ts']],
  ['home/web/ok.tsx', ['../use-cases/ok.ts', './pages.tsx', '../../link-warnings/api.ts', 'hono']],
  ['delivery/mail-sender.ts', ['./mail-words.ts', '../shared/ids.ts', 'nodemailer']],
  ['sandbox/main.ts', ['../src/app.ts', '../src/config.ts', './tour.ts', 'pretend-slack/page']],
  ['sandbox/wiki/connected.ts', ['../../src/platform/database/database.ts', './wiki.tsx']],
  ['sandbox/wiki/wiki.tsx', ['./pages.tsx', 'hono', 'openid-client']],
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
