// @ts-check

// The scripts read this very file, before anything is built, so that they write nothing that the app takes for an example.

/** What examples have, .env.example and others, in places that are to be filled in. */
const exampleValues = [
  // Not in the middle of a name, as in know-your-rights.org.
  /(?<![\w-])your[-_][a-z]|^(xox[a-z]|xapp)-your[-_]/i,
  /\b(change|replace)[-_]?(me|this)\b|\bplaceholder\b|^(todo|tbd)$|^<.*>$/i,
  // xoxb-…, xoxb-..., xoxb-xxxx, ***
  /^(xox[a-z]-|xapp-)(…|\.{2,}|[x*]{3,})[-.…x*]*$|^(…|\.{3}|\*{3,})$/i,
  // 0123456789abcdef…, and the same digit again and again.
  /^(0123456789abcdef){2}$|^([0-9a-f])\2{31}$/i,
  /^smtps?:\/\/user(name)?:pass(word)?@(smtp|mail)\.example\.(com|org)(:\d+)?$/i,
];

/**
 * Whether a value looks like an example, which counts as not set.
 * @param {string} value
 * @returns {boolean}
 */
export function isExample(value) {
  return exampleValues.some((pattern) => pattern.test(value.trim()));
}
