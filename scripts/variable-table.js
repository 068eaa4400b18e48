// What `npm run docs` writes. Touches no file.

const MARKED = /(<!-- variables: npm run docs -->\n).*?(<!-- end -->)/s;

/**
 * The README with its table of variables as `src/config.ts` declares them.
 * @param {string} readme
 * @param {Readonly<Record<string, import('zod').ZodType>>} variables The shape of `Environment`.
 * @returns {string}
 */
export function withVariableTable(readme, variables) {
  if (!MARKED.test(readme)) throw new Error('The README has no place for the table of variables.');
  return readme.replace(MARKED, (_all, begin, end) => begin + variableTable(variables) + end);
}

/** @param {Readonly<Record<string, import('zod').ZodType>>} variables */
function variableTable(variables) {
  const rows = Object.entries(variables).map(([name, schema]) => {
    if (!schema.description) throw new Error(`${name} has no description in src/config.ts.`);
    const preset = defaultOf(schema);
    return `| \`${name}\` | ${preset === undefined ? '–' : `\`${preset}\``} | ${schema.description} |\n`;
  });
  return `| variable | default | meaning |\n| --- | --- | --- |\n${rows.join('')}`;
}

/** The default, wherever in the chain it was given. */
function defaultOf(schema) {
  const { type, defaultValue, innerType, in: first } = schema.def;
  if (type === 'default') return defaultValue;
  const inner = innerType ?? first;
  return inner && defaultOf(inner);
}
