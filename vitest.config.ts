import { fileURLToPath } from 'node:url';
import { defineConfig, type TestProjectInlineConfiguration } from 'vitest/config';
import {
  findApache,
  findBuildah,
  findCaddy,
  findChromium,
  findNginx,
  findPgBouncer,
  findPostgres,
} from './scripts/machine.js';

// One suite, run by several projects: everything on the embedded database; the stories and races again on
// PostgreSQL, what people do in a workspace beside a second team, some of it by Socket Mode; the pages in a real browser. What this
// machine lacks is left out here, and named by scripts/test.js.

type Tests = NonNullable<TestProjectInlineConfiguration['test']> & { name: string };

const BROWSER_TESTS = 'test/e2e/**/*.test.{ts,tsx}';
/** Stories of kills and restarts, which take minutes: `npm run test:faults` runs them. */
const FAULTS = process.env.FAULTS === '1' ? [] : ['test/faults/**'];
const WITHOUT_NGINX = findNginx() ? [] : ['test/@(web|e2e)/nginx*.test.ts'];
const LEFT_OUT = [
  BROWSER_TESTS,
  ...FAULTS,
  ...WITHOUT_NGINX,
  ...(findPgBouncer() ? [] : ['test/platform/postgres-pooler.story.test.ts']),
  ...(findCaddy() ? [] : ['test/web/caddy*.test.ts']),
  ...(findApache() ? [] : ['test/tools/apache.test.ts']),
  ...(findBuildah() ? [] : ['test/tooling/image.test.ts']),
];
/** About the connection to PostgreSQL, or about several processes, which only that lets in. */
const ON_POSTGRES_ONLY = [
  ...['outage', 'postgres-*'].map((n) => `test/platform/${n}.story.test.ts`),
  'test/faults/postgres-*.story.test.ts',
];
/** They watch what a module does, so it must be loaded for them alone. */
const ALONE_STORIES = ['sign-in', 'several-workspaces'].map(
  (n) => `test/sign-in/${n}.story.test.ts`,
);
const ALONE = [...ALONE_STORIES, 'test/manifest.test.ts', 'test/platform/slack-strangers.test.ts'];
/** Where it matters how long a hash takes. */
const IN_EARNEST = ['test/**/*.race.test.ts', 'test/sign-in/busy.test.ts'];

const QUICK_ARGON2 = fileURLToPath(new URL('test/support/quick-argon2.ts', import.meta.url));

/** How often each race is run: `npm run test:faults` runs them a hundred times. */
const raceRounds = Number(process.env.RACE_ROUNDS ?? 1);

const onEmbedded = {
  testDatabase: 'embedded',
  slackConnection: 'http',
  neighbour: false,
  raceRounds,
  slackPayloadsFolder: process.env.SLACK_PAYLOADS_FOLDER ?? '',
} as const;
const embeddedSetup = ['test/support/embedded-setup.ts'];

const embedded: Tests = {
  name: 'embedded',
  include: ['test/**/*.test.{ts,tsx}'],
  exclude: [...LEFT_OUT, ...ON_POSTGRES_ONLY],
  provide: onEmbedded,
  globalSetup: embeddedSetup,
};

/** What people do in Slack, once more with Slack's requests coming by Socket Mode: each kind of request. */
const bySocket: Tests = {
  name: 'socket',
  include: ['invitations/command', 'home/home', 'link-warnings/posted'].map(
    (story) => `test/${story}.story.test.ts`,
  ),
  provide: { ...onEmbedded, slackConnection: 'socket' },
  globalSetup: embeddedSetup,
};

const givenPostgres = process.env.TEST_DATABASE_URL;
const hasPostgres = Boolean(givenPostgres || findPostgres());
const onPostgres = {
  ...onEmbedded,
  testDatabase: 'postgres',
  ...(givenPostgres && { postgresUrl: givenPostgres }),
} as const;
const postgresSetup = ['test/support/postgres-setup.ts'];

/** What people do in a workspace. */
const FEATURES =
  'invitations|imports|requests|tools|activity|home|link-warnings|members|sign-in|account|delivery';
const JOINING = 'test/web/join.story.test.ts';
const NOT_BESIDE_A_NEIGHBOUR = [
  // About a server with one workspace.
  'test/sign-in/only-workspace.story.test.ts',
  // Brings other workspaces itself.
  'test/sign-in/several-workspaces.story.test.ts',
  // The operator puts back what failed in whatever team.
  'test/delivery/operator.story.test.ts',
  // A day in which everybody is looked at passes for the other team, too.
  'test/members/looks.story.test.ts',
  'test/tools/claims.story.test.ts',
  // What comes due by itself comes for the other team, too.
  'test/invitations/reminders.story.test.ts',
  'test/invitations/undo-back.story.test.ts',
  'test/invitations/summary.story.test.ts',
  'test/activity/recorded.story.test.ts',
  // What is old is deleted for the other team, too.
  'test/imports/retention.story.test.ts',
  'test/tools/keys.story.test.ts',
  // Their disk is full, too.
  'test/tools/full-disk.story.test.ts',
];

/** Which ask for no rows that the other stories don't ask for beside a neighbour, or are about none. */
const NOTHING_NEW_BESIDE_A_NEIGHBOUR = [
  // About words, pictures and fields.
  'invitations/@(avatar|invite-dialog|invite-email|renamed-command|sign-up)',
  // About cookies, and about limits that are the server's, whose one statement has a story of its own.
  'sign-in/@(guessing|https|no-cookies|no-mail)',
  // About the mail server.
  'delivery/@(no-mail|slots)',
  // About a dialog or a screen that is out of date.
  'home/@(outdated-screen|settings-together|slow-slack)',
  // Without scopes that whoever installs the app by OAuth would have to leave out.
  'imports/optional-scopes',
  // With ids that are nobody's: test/install/foreign-values.story.test.ts has those of a real second team.
  'home/refusals',
].map((story) => `test/${story}.story.test.ts`);

/** About secrets, or about what Slack or a browser says, whatever the database is. */
const NOTHING_NEW_ON_POSTGRES = [
  'hostile/@(keys|stolen)',
  'install/socket-mode',
  'platform/@(bot-token|slack-requests|web)',
].map((story) => `test/${story}.story.test.ts`);

/**
 * The stories once more, on PostgreSQL where there is one, with a second team in the same app, which has the same
 * people and must notice nothing.
 */
const besideANeighbour: Tests = {
  name: 'tenants',
  include: [`test/@(${FEATURES})/**/*.story.test.ts`, JOINING],
  exclude: [...NOT_BESIDE_A_NEIGHBOUR, ...NOTHING_NEW_BESIDE_A_NEIGHBOUR],
  provide: { ...(hasPostgres ? onPostgres : onEmbedded), neighbour: true },
  globalSetup: hasPostgres ? postgresSetup : embeddedSetup,
};

/** The other stories and the races once more on PostgreSQL. */
function alsoOnPostgres(): TestProjectInlineConfiguration[] {
  if (!hasPostgres) return [];
  const tests: Tests = {
    name: 'postgres',
    include: [
      `test/!(${FEATURES})/**/*.story.test.ts`,
      ...NOT_BESIDE_A_NEIGHBOUR,
      'test/platform/migrations.test.ts',
    ],
    exclude: [...LEFT_OUT, ...NOTHING_NEW_ON_POSTGRES, JOINING],
    provide: onPostgres,
    globalSetup: postgresSetup,
  };
  return [
    together(tests),
    inEarnest(tests, ['test/**/*.race.test.ts']),
    alone(tests, ['test/sign-in/several-workspaces.story.test.ts']),
  ];
}

function inBrowser(): TestProjectInlineConfiguration[] {
  const chromiumPath = findChromium();
  if (!chromiumPath) return [];
  const provide = { ...onEmbedded, chromiumPath };
  return [
    together({
      name: 'browser',
      include: [BROWSER_TESTS],
      exclude: WITHOUT_NGINX,
      provide,
      globalSetup: embeddedSetup,
    }),
  ];
}

/**
 * Files that share a process: to load everything anew for each takes longer than their tests. So would it to hash
 * their passwords as in earnest.
 */
function together(test: Tests): TestProjectInlineConfiguration {
  const exclude = [...(test.exclude ?? []), ...ALONE, ...IN_EARNEST];
  const alias = { '@node-rs/argon2': QUICK_ARGON2 };
  return { extends: true, test: { ...test, isolate: false, exclude, alias } };
}

/** Files that share a process, and hash as the app does. */
function inEarnest(test: Tests, include: string[]): TestProjectInlineConfiguration {
  return { extends: true, test: { ...test, name: `${test.name}-races`, isolate: false, include } };
}

/** Files that have a process each. */
function alone(test: Tests, include: string[]): TestProjectInlineConfiguration {
  return { extends: true, test: { ...test, name: `${test.name}-alone`, include } };
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  // The pretend Slack as it is written, not as it is built.
  ssr: { resolve: { conditions: ['source', 'node'] } },
  test: {
    pool: 'forks',
    // What one project has transformed, the others and the next run don't again.
    experimental: { fsModuleCache: true },
    maxWorkers: 3,
    // None of these is about speed, and machines differ.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    projects: [
      'packages/pretend-slack',
      together(embedded),
      inEarnest(embedded, IN_EARNEST),
      alone(embedded, ALONE),
      together(bySocket),
      together(besideANeighbour),
      alone(besideANeighbour, ['test/sign-in/sign-in.story.test.ts']),
      ...alsoOnPostgres(),
      ...inBrowser(),
    ],
  },
});
