// What everything below the features may import: see rules.js.

import { anyPackage, client, packages, packagesBut, platform, shared } from './paths.js';

/**
 * The platform's folders, which others each stands on, and the packages that are not for it.
 * @type {[string, string[], string][]}
 */
const PLATFORM = [
  ['crypto', ['process'], '@slack|hono|@hono|pg|@prisma|@electric-sql'],
  ['process', ['process'], '@slack|hono|@hono|pg|@prisma|@electric-sql'],
  ['database', ['process', 'crypto'], '@slack|hono|@hono'],
  ['slack', ['process', 'crypto', 'database'], 'hono|@hono|pg|@prisma|@electric-sql'],
  ['web', ['process', 'crypto', 'database'], '@slack|pg|@prisma|@electric-sql'],
];

/** @import { Role } from './rules.js' */

/** @type {Role[]} */
export const platformRoles = [
  {
    role: 'configuration',
    files: '^src/(?:config|environment)[.]ts$',
    may: [shared, '^src/environment[.]ts$', packages('zod')],
    instead: 'config.ts and environment.ts import shared/ and zod only.',
  },
  {
    role: 'composition',
    files:
      '^src/(?:app|endings|looks|operations|sending|start-(?:report|texts)|reach-texts|(?:slack|web)-side)[.]ts$',
    may: [
      '^src/(?!main[.]ts|platform/database/prisma-client/)',
      packages('@hono/node-server|hono'),
      '^(?:http|timers/promises)$',
    ],
    instead: 'The app is put together of features; it knows neither Prisma nor the sandbox.',
  },
  {
    role: 'process',
    files: '^src/main[.]ts$',
    may: ['^src/(?:app|config|start-texts)[.]ts$', shared, platform('process')],
    instead: 'main.ts starts app.ts, never the sandbox.',
  },
  {
    role: 'shared',
    files: shared,
    may: [shared, '^(?:crypto|net|url)$', packages('zod|hono|ipaddr.js|@slack/types')],
    instead: 'shared/ has values without input or output: it imports shared/ only.',
  },
  {
    role: 'database',
    files:
      '^src/platform/database/(?:database|unit-of-work|keyset-list|seen-requests|rate-limit|slack-calls|postgres-time|joining|pool-work|statement-name)[.]ts$',
    may: [
      platform('database', 'process', 'crypto'),
      client,
      shared,
      '^src/config[.]ts$',
      anyPackage,
    ],
    instead: 'The platform knows no feature: pass in what it needs.',
  },
  ...PLATFORM.map(([folder, others, not]) => ({
    role: `platform, ${folder}`,
    files: platform(folder),
    may: [platform(folder, ...others), shared, '^src/config[.]ts$', packagesBut(not)],
    instead: `The platform knows no feature, and its ${folder}/ stands on ${others.join(', ')} only: pass in what it needs.`,
  })),
];
