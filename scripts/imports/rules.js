// Who may import what. Each file has a role by its name, and each role says what its files may import; everything
// else is a breach, and so is a file without a role. `$1` is the importing file's own feature.

import { featureRoles } from './features.js';
import { outsideRoles } from './outside.js';
import { client, FEATURES } from './paths.js';
import { platformRoles } from './platform.js';

/** @import { IForbiddenRuleType } from 'dependency-cruiser' */

/**
 * What a file is for, told by its name.
 * @typedef {object} Role
 * @property {string} role
 * @property {string} files Which files have it.
 * @property {string[]} may What they may import.
 * @property {string[]} [mayKnowTypesOf] What else for its types alone.
 * @property {string} instead What to do instead of importing anything else.
 */

/** @type {'error'} */
const severity = 'error';

/**
 * An earlier role takes a file from the later ones.
 * @type {Role[]}
 */
const ROLES = [...platformRoles, ...featureRoles, ...outsideRoles];

/**
 * Of every pair of features, the one that comes first doesn't know the other.
 * @type {IForbiddenRuleType[]}
 */
const order = FEATURES.slice(0, -1).map((name, index) => ({
  name: `${name} comes first`,
  comment: `Features are used in their order: ${FEATURES.join(', ')}.`,
  severity,
  from: { path: `^src/${name}/` },
  to: { path: `^src/(?:${FEATURES.slice(index + 1).join('|')})/` },
}));

/**
 * @param {string} files
 * @param {number} index
 */
const fromRole = (files, index) => ({
  path: files,
  pathNot: ROLES.slice(0, index).map(({ files }) => files),
});

/**
 * Rules of dependency-cruiser.
 * @type {{ forbidden: IForbiddenRuleType[] }}
 */
export const ruleSet = {
  forbidden: [
    ...ROLES.flatMap(({ role, files, may, mayKnowTypesOf, instead }, index) => {
      const rule = { comment: instead, severity, from: fromRole(files, index) };
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
      comment: 'Name it for its role, or give the role a place in scripts/imports.',
      severity,
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
      severity,
      from: {},
      to: { circular: true },
    },
  ],
};
