// Who may import what. Each file has a role by its name, and each role says what its files may import; everything
// else is a breach, and so is a file without a role. `$1` is the importing file's own feature.

import { featureRoles } from './features.js';
import { outsideRoles } from './outside.js';
import { client, FEATURES } from './paths.js';
import { platformRoles } from './platform.js';

/** An earlier role takes a file from the later ones. */
const ROLES = [...platformRoles, ...featureRoles, ...outsideRoles];

/** Of every pair of features, the one that comes first doesn't know the other. */
const order = FEATURES.slice(0, -1).map((name, index) => ({
  name: `${name} comes first`,
  comment: `Features are used in their order: ${FEATURES.join(', ')}.`,
  severity: 'error',
  from: { path: `^src/${name}/` },
  to: { path: `^src/(?:${FEATURES.slice(index + 1).join('|')})/` },
}));

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
      comment: 'Name it for its role, or give the role a place in scripts/imports.',
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
