import { parseArgs } from 'node:util';
import { NotReady } from './prepare.js';

/** @import { ParseArgsConfig } from 'node:util' */

/**
 * Reads how a script of package.json was called. Refuses what it doesn't know, what is given twice, and what npm has kept to
 * itself, as what was meant as a dry run would change things.
 * @template {NonNullable<ParseArgsConfig['options']>} Options
 * @param {string} script Its name, such as manifest.
 * @param {Options} options
 * @param {{ allowPositionals?: boolean, examples?: Readonly<Record<string, string>> }} [more] What may stand behind an
 *   option, to show.
 */
export function readArgs(script, options, { allowPositionals = false, examples = {} } = {}) {
  const known = Object.keys(options).filter((name) => name !== 'help');
  refuseWhatNpmKept(script, known, examples);
  const { values, positionals, tokens } = parsed(script, options, allowPositionals);
  const given = tokens.flatMap((token) => (token.kind === 'option' ? token.name : []));
  const twice = given.find((name, index) => given.indexOf(name) !== index);
  if (twice !== undefined && options[twice]?.type === 'string') {
    throw new NotReady(`--${twice} is given twice: leave one of them out.`);
  }
  return { values, positionals };
}

/**
 * @template {NonNullable<ParseArgsConfig['options']>} Options
 * @param {string} script
 * @param {Options} options
 * @param {boolean} allowPositionals
 */
function parsed(script, options, allowPositionals) {
  try {
    return parseArgs({ options, allowPositionals, tokens: true });
  } catch (error) {
    const said = error instanceof Error ? error.message : String(error);
    const [sentence = said] = said.split(/\. (?=To specify)/);
    throw new NotReady(
      `${sentence.replace(/\.$/, '')}. See npm run ${script} -- --help for what there is.`,
      { cause: error },
    );
  }
}

/**
 * npm takes options for its own unless they stand behind --, and the script learns of them only so.
 * @param {string} script
 * @param {readonly string[]} names
 * @param {Readonly<Record<string, string>>} examples
 */
function refuseWhatNpmKept(script, names, examples) {
  const kept = names.find(
    (name) =>
      process.env[`npm_config_${name.replaceAll('-', '_')}`] &&
      !process.argv.some((argument) => argument.split('=')[0] === `--${name}`),
  );
  if (kept === undefined) return;
  const example = examples[kept] ? ` ${examples[kept]}` : '';
  throw new NotReady(
    `npm has kept --${kept} to itself. Put -- before it: npm run ${script} -- --${kept}${example}`,
  );
}
