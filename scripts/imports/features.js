// What a feature's files may import: see rules.js.

import {
  client,
  deliveryRules,
  every,
  feature,
  names,
  own,
  packages,
  platform,
  queue,
  shared,
  someCore,
} from './paths.js';

/** @import { Role } from './rules.js' */

/** @type {Role[]} */
export const featureRoles = [
  {
    role: 'delivery rules',
    files: '^src/delivery/(?:rules|texts|mail-(?:failure|trouble|words|suspicion|pause))[.]ts$',
    may: ['^src/delivery/(?:rules|texts|mail-(?:failure|trouble|words))[.]ts$', shared],
    instead: 'Rules are pure: pass in what they need.',
  },
  {
    role: 'delivery store',
    files: '^src/delivery/[a-z-]*store[.]ts$',
    may: [
      '^src/delivery/(?:rules|texts|[a-z-]*store)[.]ts$',
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
      packages('nodemailer|@slack/web-api|lru-cache'),
    ],
    instead: 'delivery/ delivers; it knows no feature, and only its stores know Prisma.',
  },
  {
    role: 'api',
    files: feature(names.api),
    may: [own('admin', 'rules', 'stores', 'useCases', 'links', 'picture')],
    instead: "api.ts hands out what is the feature's own, and neither Slack nor web.",
  },
  {
    role: 'admin',
    files: feature(names.admin),
    may: [own('stores'), every('api', 'rules'), shared, platform('database')],
    instead: 'Who is an admin is decided by rules and rows alone.',
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
    mayKnowTypesOf: [own('useCases')],
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
    may: [every('rules'), shared, platform('crypto'), '^(?:crypto|fs)$', packages('otpauth')],
    instead: 'A link is made of rules, shared/ and secrets.',
  },
  {
    role: 'picture',
    files: feature(names.picture),
    may: [own('rules'), shared, platform('process'), packages('sharp|file-type')],
    instead: 'A picture is drawn from bytes alone.',
  },
  {
    role: 'list file',
    files: feature(names.listFile),
    may: [own('rules', 'listFile'), shared, packages('csv-parse')],
    instead: 'A list is read from bytes alone.',
  },
  {
    role: 'asker store',
    files: '^src/(members)/asker-store[.]ts$',
    may: [
      own('stores'),
      every('rules'),
      shared,
      platform('database'),
      client,
      '^src/workspaces/api[.]ts$',
    ],
    instead:
      "Who asks, and in which workspace, is one statement; everything else is another feature's.",
  },
  {
    role: 'store',
    files: feature(names.stores),
    may: [own('stores'), every('rules'), shared, platform('database'), client, '^crypto$'],
    mayKnowTypesOf: [own('admin'), every('api')],
    instead: 'A store talks to the database only; another feature is entered by its api.ts.',
  },
  {
    role: 'use cases',
    files: feature(names.useCases),
    may: [
      own(
        'admin',
        'useCases',
        'stores',
        'notices',
        'blocks',
        'texts',
        'links',
        'picture',
        'listFile',
      ),
      every('api', 'rules'),
      queue,
      shared,
      platform('database', 'crypto', 'process'),
      someCore,
      '^util$',
      packages('jose'),
    ],
    instead:
      'Use cases know neither Slack, HTTP nor Prisma; another feature is entered by its api.ts.',
  },
  {
    role: 'Slack entry point',
    files: feature(names.slack),
    may: [
      own('admin', 'useCases', 'slack'),
      every('api', 'rules', 'texts', 'blocks'),
      '^src/members/slack/(?:actor|guards|home-tab)[.]ts$',
      '^src/invitations/slack/(?:deps|invitees)[.]ts$',
      deliveryRules,
      shared,
      platform('slack', 'database', 'crypto', 'process'),
      someCore,
      packages('@slack/(?:bolt|types|web-api)|lru-cache'),
    ],
    instead:
      'What Slack sends goes through use cases, and knows no pages; another feature is entered by its api.ts.',
  },
  {
    role: 'OpenID Connect provider',
    files: feature(names.provider),
    may: [
      own('provider', 'useCases', 'stores'),
      every('api', 'rules'),
      shared,
      platform('database', 'crypto', 'process'),
      someCore,
      '^http$',
      packages('oidc-provider'),
    ],
    instead:
      'The provider goes through use cases and its store; what people see of it is passed in.',
  },
  {
    role: 'web entry point',
    files: feature(names.web),
    may: [
      own('useCases', 'web', 'pages', 'links', 'provider'),
      every('api', 'rules', 'texts'),
      '^src/sign-in/web/(?:require-session[.]tsx|slack[.]tsx|(?:browser|cookies|fresh|slack-begun|passkey-options)[.]ts)$',
      shared,
      platform('web', 'database', 'crypto', 'process'),
      '^src/platform/slack/(?:oauth|openid)[.]ts$',
      packages('hono|oidc-provider|uqr'),
      '^http$',
    ],
    instead:
      'What browsers send goes through use cases, and knows no Slack; another feature is entered by its api.ts.',
  },
];
