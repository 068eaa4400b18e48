import { defineConfig, type TestProjectConfiguration } from 'vitest/config';
import {
  findCaddy,
  findChromium,
  findNginx,
  findPgBouncer,
  findPostgres,
} from './scripts/machine.js';

// One suite, run by several projects: everything on the embedded database; the stories again by Socket
// Mode, beside a second team and, with the races, on PostgreSQL; the pages in a real browser. What this
// machine lacks is left out here, and named by scripts/test.js.

const BROWSER_TESTS = 'test/e2e/**/*.test.{ts,tsx}';
const LEFT_OUT = [
  BROWSER_TESTS,
  ...(findNginx() ? [] : ['test/web/nginx*.test.ts']),
  ...(findPgBouncer() ? [] : ['test/platform/postgres-pooler.story.test.ts']),
  ...(findCaddy() ? [] : ['test/web/caddy*.test.ts']),
];
/** About the connection to PostgreSQL. */
const ON_POSTGRES_ONLY = ['outage', 'postgres-*'].map((n) => `test/platform/${n}.story.test.ts`);

/** How often each race is run. */
const raceRounds = Number(process.env.RACE_ROUNDS ?? 3);

const embedded: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'embedded',
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: [...LEFT_OUT, ...ON_POSTGRES_ONLY],
    provide: { testDatabase: 'embedded', slackConnection: 'http', neighbour: false, raceRounds },
    globalSetup: ['test/support/embedded-setup.ts'],
  },
};

/** What people do in Slack, once more with Slack's requests coming by Socket Mode: each kind of request. */
const bySocket: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'socket',
    include: ['invitations/command', 'invitations/people', 'home/home', 'link-warnings/posted'].map(
      (story) => `test/${story}.story.test.ts`,
    ),
    provide: { testDatabase: 'embedded', slackConnection: 'socket', neighbour: false, raceRounds },
    globalSetup: ['test/support/embedded-setup.ts'],
  },
};

/** The stories once more with a second team in the same app, which has the same people and must notice nothing. */
const besideANeighbour: TestProjectConfiguration = {
  extends: true,
  test: {
    name: 'tenants',
    include: [
      ...['invitations', 'home', 'link-warnings', 'members', 'sessions', 'delivery'].map(
        (feature) => `test/${feature}/**/*.story.test.ts`,
      ),
      'test/web/join.story.test.ts',
    ],
    exclude: [
      // About a server with one workspace.
      'test/sessions/only-workspace.story.test.ts',
      // Brings other workspaces itself.
      'test/sessions/several-workspaces.story.test.ts',
      // The operator puts back what failed in whatever team.
      'test/delivery/operator.story.test.ts',
    ],
    provide: { testDatabase: 'embedded', slackConnection: 'http', neighbour: true, raceRounds },
    globalSetup: ['test/support/embedded-setup.ts'],
  },
};

function onPostgres(): TestProjectConfiguration[] {
  const given = process.env.TEST_DATABASE_URL;
  if (!given && !findPostgres()) return [];
  return [
    {
      extends: true,
      test: {
        name: 'postgres',
        include: ['test/**/*.{story,race}.test.{ts,tsx}', 'test/platform/migrations.test.ts'],
        exclude: LEFT_OUT,
        provide: {
          testDatabase: 'postgres',
          slackConnection: 'http',
          neighbour: false,
          raceRounds,
        },
        globalSetup: ['test/support/postgres-setup.ts'],
      },
    },
  ];
}

function inBrowser(): TestProjectConfiguration[] {
  const chromiumPath = findChromium();
  if (!chromiumPath) return [];
  return [
    {
      extends: true,
      test: {
        name: 'browser',
        include: [BROWSER_TESTS],
        provide: {
          testDatabase: 'embedded',
          slackConnection: 'http',
          neighbour: false,
          chromiumPath,
        },
        globalSetup: ['test/support/embedded-setup.ts'],
      },
    },
  ];
}

export default defineConfig({
  oxc: { jsx: { runtime: 'automatic', importSource: 'hono/jsx' } },
  test: {
    pool: 'forks',
    maxWorkers: 2,
    // A file alone in its process would load everything anew, which takes longer than its tests.
    isolate: false,
    // None of these is about speed, and machines differ.
    testTimeout: 60_000,
    hookTimeout: 180_000,
    projects: [embedded, bySocket, besideANeighbour, ...onPostgres(), ...inBrowser()],
  },
});
