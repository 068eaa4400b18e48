// How the rules name files and packages.

/**
 * A package of one of these names.
 * @param {string} names
 */
export const packages = (names) => `(?:^|/)(?:node_modules/)?(?:${names})(?:/|$)`;

/** Everything but what is written here. */
export const anyPackage = '^(?!src/|sandbox/|packages/|(?:node_modules/)?pretend-slack(?:/|$))';

export const shared = '^src/shared/';

/** The features, in their order: each may use those before it. */
export const FEATURES = [
  'about',
  'workspaces',
  'install',
  'members',
  'settings',
  'sign-in',
  'tools',
  'account',
  'invitations',
  'imports',
  'requests',
  'link-warnings',
  'activity',
  'home',
];

const any = `(?:${FEATURES.join('|')})`;
/**
 * Files of these names, of one feature that is then `$1` or of others.
 * @param {string} names
 */
export const feature = (names, of = `(${FEATURES.join('|')})`) => `^src/${of}/(?:${names})$`;

export const names = {
  api: 'api[.]ts',
  admin: 'admin[.]ts',
  rules: '[a-z-]*rules[.]ts',
  texts: '[a-z/-]*(?:text|texts|words|form)[.]ts|texts/[a-z-]+[.]ts|slack/address-list[.]ts',
  blocks: 'slack/[a-z-]*(?:blocks|field)[.]ts',
  notices: 'notices[.]tsx',
  pages: 'web/[a-z-]*(?:page|pages)[.]tsx',
  links:
    '(?:invite|reset|sign-in|not-me)-link[.]ts|(?:known-browser|forward-token|half-way|one-time-code|recovery-code)[.]ts|(?:install|slack)-state[.]ts',
  stores: '[a-z-]*store[.]ts',
  picture: 'avatar-picture[.]ts',
  listFile: '(?:list-file|file-text)[.]ts',
  useCases: 'use-cases/[a-z-]+[.]ts',
  slack: 'slack/[a-z-]+[.]ts',
  web: 'web/[a-z-]+[.]tsx?',
  provider: 'oidc/[a-z-]+[.]ts',
};
/** @typedef {keyof typeof names} Role What a feature's file is for. */

/** @param {...Role} roles */
export const own = (...roles) => feature(roles.map((role) => names[role]).join('|'), '$1');
/** @param {...Role} roles */
export const every = (...roles) => feature(roles.map((role) => names[role]).join('|'), any);

export const client = '^src/platform/database/prisma-client/';
/**
 * These folders of the platform.
 * @param {...string} folders
 */
export const platform = (...folders) => `^src/platform/(?:${folders.join('|')})/(?!prisma-client/)`;
export const deliveryRules = '^src/delivery/rules[.]ts$';
export const queue = '^src/delivery/(?:api|rules)[.]ts$';
export const someCore = '^(?:crypto|timers/promises)$';
/**
 * Everything but our own code and these packages.
 * @param {string} others
 */
export const packagesBut = (others) => `${anyPackage}(?!(?:node_modules/)?(?:${others})(?:/|$))`;
