import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { NotReady } from '../prepare.js';

/**
 * How `npm run slack` is called.
 * @typedef {object} Options
 * @property {string | undefined} url
 * @property {string | undefined} command
 * @property {boolean} isDryRun
 * @property {boolean} mayReplace
 * @property {string} file
 * @property {boolean} isHelp
 */

/**
 * @param {string} usualFile
 * @returns {Options}
 */
export function readOptions(usualFile) {
  refuseWhatNpmKept(process.env);
  try {
    const { values } = parseArgs({
      options: {
        url: { type: 'string' },
        command: { type: 'string' },
        'dry-run': { type: 'boolean', default: false },
        yes: { type: 'boolean', default: false },
        env: { type: 'string', default: usualFile },
        help: { type: 'boolean', short: 'h', default: false },
      },
    });
    return {
      url: values.url,
      command: values.command,
      isDryRun: values['dry-run'],
      mayReplace: values.yes,
      file: resolve(values.env),
      isHelp: values.help,
    };
  } catch (error) {
    throw new NotReady(error instanceof Error ? error.message : String(error), { cause: error });
  }
}

/**
 * npm takes options for its own unless they stand behind --, and the script learns of them only so. What was meant as a dry
 * run would change things.
 * @param {NodeJS.ProcessEnv} env
 */
function refuseWhatNpmKept(env) {
  const kept = ['url', 'command', 'dry-run'].find(
    (name) => env[`npm_config_${name.replace('-', '_')}`],
  );
  if (kept === undefined) return;
  const example = { url: ' https://HOST', command: ' /NAME' }[kept] ?? '';
  throw new NotReady(
    `npm has kept --${kept} to itself. Put -- before it: npm run slack -- --${kept}${example}`,
  );
}
