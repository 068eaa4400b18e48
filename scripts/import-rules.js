// Who may import what. Each file has a role by its name, and each role says what its files may import; everything
// else is a breach, and so is a file without a role. `$1` is the importing file's own feature.

import { anyPackage, outsideRoles, packages, shared } from './import-roles-outside.js';

/** The features, in their order: each may use those before it. */
export const FEATURES = [
  'workspaces',
  'install',
  'members',
  'settings',
  'sign-in',
  'account',
  'invitations',
  'link-warnings',
  'home',
];

const any = `(?:${FEATURES.join('|')})`;
const feature = (names, of = `(${FEATURES.join('|')})`) => `^src/${of}/(?:${names})$`;

const names = {
  rules: '[a-z-]*rules[.]ts',
  texts: '[a-z/-]*(?:text|texts|words|form)[.]ts|slack/address-list[.]ts',
  blocks: 'slack/[a-z-]*(?:blocks|field)[.]ts',
  notices: 'notices[.]tsx',
  pages: 'web/[a-z-]*(?:page|pages)[.]tsx',
  links: '(?:invite|reset)-link[.]ts|known-browser[.]ts|install-state[.]ts|password-list[.]ts',
  stores: '[a-z-]*store[.]ts',
  useCases: 'use-cases/[a-z-]+[.]ts',
  slack: 'slack/[a-z-]+[.]ts',
  web: 'web/[a-z-]+[.]tsx?',
};
const own = (...roles) => feature(roles.map((role) => names[role]).join('|'), '$1');
const every = (...roles) => feature(roles.map((role) => names[role]).join('|'), any);

const client = '^src/platform/database/prisma-client/';
/** These folders of the platform. */
const platform = (...folders) => `^src/platform/(?:${folders.join('|')})/(?!prisma-client/)`;
const picture = '^src/platform/avatar-picture[.]ts$';
const deliveryRules = '^src/delivery/rules[.]ts$';
const queue = '^src/delivery/(?:enqueue|rules)[.]ts$';
const someCore = '^(?:crypto|timers/promises)$';
/** Everything but our own code and these packages. */
const packagesBut = (others) => `${anyPackage}(?!(?:node_modules/)?(?:${others})(?:/|$))`;

/** The platform's folders, which others each stands on, and the packages that are not for it. */
const PLATFORM = [
  ['crypto', ['process'], '@slack|hono|@hono|pg|@prisma|@electric-sql'],
  ['process', ['process'], '@slack|hono|@hono|pg|@prisma|@electric-sql'],
  ['database', ['process', 'crypto'], '@slack|hono|@hono'],
  ['slack', ['process', 'crypto', 'database'], 'hono|@hono|pg|@prisma|@electric-sql'],
  ['web', ['process', 'crypto', 'database'], '@slack|pg|@prisma|@electric-sql'],
];

/** Role, its files, what they may import, and what to do instead. */
const ROLES = [
  {
    role: 'configuration',
    files: '^src/config[.]ts$',
    may: [shared, packages('zod')],
    instead: 'config.ts imports shared/ and zod only.',
  },
  {
    role: 'composition',
    files: '^src/(?:app|operations)[.]ts$',
    may: [
      '^src/(?!main[.]ts|platform/database/prisma-client/)',
      packages('@hono/node-server|hono'),
      '^http$',
    ],
    instead: 'The app is put together of features; it knows neither Prisma nor the sandbox.',
  },
  {
    role: 'process',
    files: '^src/main[.]ts$',
    may: ['^src/(?:app|config)[.]ts$', shared, platform('process')],
    instead: 'main.ts starts app.ts, never the sandbox.',
  },
  {
    role: 'shared',
    files: shared,
    may: [shared, '^(?:crypto|url)$', packages('zod|hono|ipaddr.js|@slack/types')],
    instead: 'shared/ has values without input or output: it imports shared/ only.',
  },
  {
    role: 'database',
    files: '^src/platform/database/database[.]ts$',
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
  {
    role: 'platform, pictures',
    files: picture,
    may: [platform('process'), shared, packagesBut('@slack|hono|pg')],
    instead: 'The platform knows no feature: pass in what it needs.',
  },
  {
    role: 'delivery rules',
    files: '^src/delivery/(?:rules|mail-(?:failure|trouble|words|suspicion|pause))[.]ts$',
    may: ['^src/delivery/(?:rules|mail-(?:failure|trouble|words))[.]ts$', shared],
    instead: 'Rules are pure: pass in what they need.',
  },
  {
    role: 'delivery store',
    files: '^src/delivery/[a-z-]*store[.]ts$',
    may: [
      '^src/delivery/(?:rules|store)[.]ts$',
      shared,
      platform('database', 'process'),
      client,
      someCore,
    ],
    instead: 'A store talks to the database only.',
  },
  {
    role: 'delivery',
    files: '^src/delivery/',
    may: [
      '^src/delivery/',
      shared,
      platform('database', 'process', 'slack'),
      '^src/config[.]ts$',
      '^timers/promises$',
      packages('nodemailer|@slack/web-api'),
    ],
    instead: 'delivery/ delivers; it knows no feature, and only its stores know Prisma.',
  },
  {
    role: 'rules',
    files: feature(names.rules),
    may: [every('rules'), shared],
    instead: 'Rules are pure: they import rules and shared/; pass in the rest.',
  },
  {
    role: 'texts',
    files: feature(names.texts),
    may: [every('rules', 'texts'), shared, someCore],
    mayKnowTypesOf: [own('useCases'), picture],
    instead: 'Texts are pure: they import rules, texts and shared/.',
  },
  {
    role: 'blocks',
    files: feature(names.blocks),
    may: [every('rules', 'texts', 'blocks'), shared, packages('@slack/types')],
    instead: "Blocks are pure: they import rules, texts, other blocks, shared/ and Slack's types.",
  },
  {
    role: 'notices',
    files: feature(names.notices),
    may: [every('rules', 'texts'), shared, packages('hono|@slack/types')],
    instead:
      "Notices are pure: they import rules, texts, shared/ and Slack's types; pass in the rest.",
  },
  {
    role: 'pages',
    files: feature(names.pages),
    may: [
      every('rules', 'texts', 'pages'),
      shared,
      '^src/platform/web/(?:page[.]tsx|assets[.]ts)$',
      packages('hono'),
    ],
    instead: 'Pages are pure: they import rules, texts, shared/ and the frame; pass in the rest.',
  },
  {
    role: 'links',
    files: feature(names.links),
    may: [every('rules'), shared, platform('crypto'), '^(?:crypto|fs)$'],
    instead: 'A link is made of rules, shared/ and secrets.',
  },
  {
    role: 'store',
    files: feature(names.stores),
    may: [own('stores'), every('rules'), shared, platform('database'), client],
    instead: 'A store talks to the database only; another feature is entered by its use cases.',
  },
  {
    role: 'use cases',
    files: feature(names.useCases),
    may: [
      own('stores', 'notices', 'blocks', 'texts', 'links'),
      every('useCases', 'rules'),
      queue,
      shared,
      platform('database', 'crypto', 'process'),
      picture,
      someCore,
    ],
    instead:
      'Use cases know neither Slack, HTTP nor Prisma; another feature is entered by its rules or use cases.',
  },
  {
    role: 'Slack entry point',
    files: feature(names.slack),
    may: [
      own('slack', 'texts'),
      every('useCases', 'rules', 'blocks'),
      '^src/members/slack/(?:actor|home-tab)[.]ts$',
      deliveryRules,
      shared,
      platform('slack', 'database', 'crypto', 'process'),
      someCore,
      packages('@slack/(?:bolt|types|web-api)'),
    ],
    instead:
      'What Slack sends goes through use cases, and knows no pages; another feature is entered by its rules or use cases.',
  },
  {
    role: 'web entry point',
    files: feature(names.web),
    may: [
      own('web', 'pages', 'links'),
      every('useCases', 'rules', 'texts'),
      '^src/sign-in/web/(?:require-session[.]tsx|browser[.]ts)$',
      shared,
      platform('web', 'database', 'crypto', 'process'),
      '^src/platform/slack/oauth[.]ts$',
      picture,
      packages('hono'),
    ],
    instead:
      'What browsers send goes through use cases, and knows no Slack; another feature is entered by its rules or use cases.',
  },
  ...outsideRoles,
];

/** Of every pair of features, the one that comes first doesn't know the other. */
const order = FEATURES.slice(0, -1).map((name, index) => ({
  name: `${name} comes first`,
  comment: `Features are used in their order: ${FEATURES.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: `^src/(?:${FEATURES.slice(index + 1).join('|')})/` },
}));

/** An earlier role takes a file from the later ones. */
const fromRole = (index) => ({
  path: ROLES[index].files,
  pathNot: ROLES.slice(0, index).map(({ files }) => files),
});

/** Rules of dependency-cruiser. */
export const ruleSet = {
  forbidden: [
    ...ROLES.flatMap(({ role, may, mayKnowTypesOf, instead }, index) => {
      const rule = { comment: instead, severity: 'error', from: fromRole(index) };
      if (!mayKnowTypesOf) return [{ ...rule, name: role, to: { pathNot: may } }];
      const types = ['type-only'];
      return [
        { ...rule, name: role, to: { pathNot: may, dependencyTypesNot: types } },
        {
          ...rule,
          name: `${role}, types`,
          to: { pathNot: [...may, ...mayKnowTypesOf], dependencyTypes: types },
        },
      ];
    }),
    {
      name: 'no role',
      comment: 'Name it for its role, or give the role a place in scripts/import-rules.js.',
      severity: 'error',
      from: {
        path: '^(?:src|sandbox|packages)/',
        pathNot: [...ROLES.map(({ files }) => files), client, '/dist/'],
      },
      to: {},
    },
    ...order,
    {
      name: 'circle',
      comment: 'Files that need each other are one, or have a third in common.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
};
