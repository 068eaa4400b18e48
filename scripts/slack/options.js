import { resolve } from 'node:path';
import { readArgs } from '../own-options.js';

/**
 * How `npm run slack` is called.
 * @typedef {object} Options
 * @property {string | undefined} url
 * @property {string | undefined} command
 * @property {boolean} isDryRun
 * @property {boolean} mayReplace
 * @property {string} file
 * @property {string | undefined} env The file as it was named; undefined for the usual one.
 * @property {boolean} isHelp
 */

/**
 * @param {string} usualFile
 * @returns {Options}
 */
export function readOptions(usualFile) {
  const { values } = readArgs(
    'slack',
    {
      url: { type: 'string' },
      command: { type: 'string' },
      'dry-run': { type: 'boolean' },
      yes: { type: 'boolean' },
      env: { type: 'string' },
      help: { type: 'boolean', short: 'h' },
    },
    { examples: { url: 'https://HOST', command: '/NAME', env: 'FILE' } },
  );
  return {
    url: values.url?.trim(),
    command: values.command?.trim(),
    isDryRun: values['dry-run'] ?? false,
    mayReplace: values.yes ?? false,
    file: resolve(values.env ?? usualFile),
    env: values.env,
    isHelp: values.help ?? false,
  };
}
