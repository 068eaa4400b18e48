import * as z from 'zod';

// What `npm run docs` writes. Touches no file.

const MARKED = /(<!-- variables: npm run docs -->\n).*?(<!-- end -->)/s;

/**
 * The README with its table of variables as `src/environment.ts` declares them.
 * @param {string} readme
 * @param {Readonly<Record<string, z.ZodType>>} variables The shape of `Environment`.
 * @returns {string}
 */
export function withVariableTable(readme, variables) {
  if (!MARKED.test(readme)) throw new Error('The README has no place for the table of variables.');
  return readme.replace(MARKED, (_all, begin, end) => begin + variableTable(variables) + end);
}

/** @param {Readonly<Record<string, z.ZodType>>} variables */
function variableTable(variables) {
  const rows = Object.entries(variables).map(([name, schema]) => {
    if (!schema.description) throw new Error(`${name} has no description in src/environment.ts.`);
    const preset = defaultOf(schema);
    return `| \`${name}\` | ${preset === undefined ? '–' : `\`${preset}\``} | ${schema.description} |\n`;
  });
  return `| variable | default | meaning |\n| --- | --- | --- |\n${rows.join('')}`;
}

/**
 * The default, wherever in the chain it was given.
 * @param {unknown} schema
 * @returns {unknown}
 */
function defaultOf(schema) {
  if (schema instanceof z.ZodDefault) return schema.def.defaultValue;
  if (schema instanceof z.ZodPipe) return defaultOf(schema.def.in);
  return schema instanceof z.ZodOptional ? defaultOf(schema.def.innerType) : undefined;
}
