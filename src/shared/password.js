// @ts-check

// What is asked of a new password, and what is said of one that isn't taken. The pages load this very file, so that
// they say beforehand what the server will say. No rules of composition: see NIST SP 800-63B-4, 3.1.1.2.

/** @typedef {'too_short' | 'too_long' | 'line_break' | 'control_character'} ShapeProblem */
/** @typedef {'common' | 'monotonous' | 'guessable' | 'own_address' | 'own_name' | 'workspace_name'} GuessProblem */
/**
 * What somebody who knows the person would try.
 * @typedef {{ readonly email: string, readonly displayName: string, readonly workspaceName: string }} PersonalWords
 */
/** @typedef {(password: string, minLength: number, personal: PersonalWords) => GuessProblem | undefined} Judge */
/** @typedef {import('@zxcvbn-ts/core').ZxcvbnResult['sequence'][number]} Match */

const maxPasswordLength = 256;

/** As many characters are judged: the time that it takes grows with their square. */
const judgedLength = 64;
/** In how many ways a password is read with its signs taken for letters: each takes as long again. */
const maxReadings = 2;
/** How many guesses a password must stand, as a power of ten; fewer where the operator lets shorter ones in. */
const enoughGuesses = 10;

/**
 * What is wrong with the length of a password, which is counted in characters.
 * @param {string} password
 * @param {number} minLength
 * @returns {ShapeProblem | undefined}
 */
export function lengthProblem(password, minLength) {
  const { length } = [...password];
  if (length < minLength) return 'too_short';
  return length > maxPasswordLength ? 'too_long' : undefined;
}

/**
 * Makes what tells whether a password is easy to guess, from zxcvbn and its lists of what people choose. To be told
 * the password as it is hashed: in NFKC.
 * @param {Pick<typeof import('@zxcvbn-ts/core'), 'ZxcvbnFactory'>} zxcvbn
 * @param {Pick<typeof import('@zxcvbn-ts/language-common'), 'dictionary' | 'adjacencyGraphs'>} lists
 * @returns {Judge}
 */
export function createJudge({ ZxcvbnFactory }, { dictionary, adjacencyGraphs }) {
  const guesser = new ZxcvbnFactory({
    dictionary,
    graphs: adjacencyGraphs,
    l33tMaxSubstitutions: maxReadings,
    maxLength: judgedLength,
  });
  return (password, minLength, personal) => {
    if (new Set(password.toLowerCase()).size < 4) return 'monotonous';
    const words = wordsOf(personal);
    const own = mostlyPersonal(password, words);
    if (own) return own;
    const part = repeatedPart(password);
    const { guessesLog10, sequence } = guesser.check(part, [...words.keys()]);
    const times = password.length / part.length;
    if (guessesLog10 + Math.log10(times) >= Math.min(minLength, enoughGuesses)) return undefined;
    const reason = reasonOf(part, sequence, words);
    return reason === 'guessable' && times > 1 ? 'monotonous' : reason;
  };
}

/**
 * What is wrong with a password, in words.
 * @param {ShapeProblem | GuessProblem} problem
 * @param {number} minLength
 */
export function passwordText(problem, minLength) {
  const texts = {
    too_short: `Use at least ${minLength} characters.`,
    too_long: `Use up to ${maxPasswordLength} characters.`,
    line_break:
      'A line break got in when you pasted this. Paste it without the line break, or type it.',
    control_character:
      'A character that nobody can see or type got in when you pasted this. Please type it.',
    common:
      'This is one of the most common passwords, or very close to one, so attackers try it first. Use a few random words instead.',
    monotonous:
      "This repeats or counts through the same few characters, so it's easy to guess. Use a few random words instead.",
    guessable:
      'This is made of what attackers try first: well-known words, dates or rows of keys. Use a few random words instead.',
    own_address: 'This is mostly your email address, which others know. Choose something else.',
    own_name: 'This is mostly your name, which others know. Choose something else.',
    workspace_name:
      "This is mostly your workspace's name, which others know. Choose something else.",
  };
  return texts[problem];
}

/**
 * Everything that others know, with what it is of: each text, without what parts its words, and its words. Short ones
 * stand in too many passwords by chance.
 * @param {PersonalWords} personal
 */
function wordsOf({ email, displayName, workspaceName }) {
  /** @type {Map<string, GuessProblem>} */
  const words = new Map();
  /** @param {string} text @param {GuessProblem} kind */
  const add = (text, kind) => {
    for (const part of [text, ...text.split(/[^\p{L}\p{M}\p{N}]+/u)]) {
      const word = compact(part);
      if (word.length >= 3) words.set(word, kind);
    }
  };
  add(workspaceName, 'workspace_name');
  add(displayName, 'own_name');
  add(email, 'own_address');
  return words;
}

/**
 * Letters and digits only, in lower case.
 * @param {string} text
 */
function compact(text) {
  return text
    .normalize('NFKC')
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, '');
}

/**
 * The kind of personal word of which the password holds little else, however often it is written.
 * @param {string} password
 * @param {ReadonlyMap<string, GuessProblem>} words
 * @returns {GuessProblem | undefined}
 */
function mostlyPersonal(password, words) {
  let rest = compact(password);
  /** @type {GuessProblem | undefined} */
  let found;
  for (const [word, kind] of [...words].sort(([one], [other]) => other.length - one.length)) {
    if (!rest.includes(word)) continue;
    found ??= kind;
    rest = rest.replaceAll(word, '');
  }
  const lettersLeft = rest.replace(/\P{L}/gu, '').length;
  return lettersLeft < 4 && rest.length <= 8 ? found : undefined;
}

/**
 * Why a password is easy to guess: what the longest part of it is that is known.
 * @param {string} password
 * @param {readonly Match[]} sequence
 * @param {ReadonlyMap<string, GuessProblem>} words
 * @returns {GuessProblem}
 */
function reasonOf(password, sequence, words) {
  const [longest] = sequence
    .filter(({ pattern }) => pattern !== 'bruteforce')
    .sort((one, other) => other.token.length - one.token.length);
  if (!longest) return 'guessable';
  const { pattern, dictionaryName, matchedWord, token } = longest;
  if (dictionaryName === 'userInputs') return words.get(matchedWord) ?? 'guessable';
  if (token.length < password.length / 2) return 'guessable';
  if (dictionaryName === 'passwords-common') return 'common';
  return ['repeat', 'sequence', 'spatial'].includes(pattern) ? 'monotonous' : 'guessable';
}

/**
 * What a text repeats from beginning to end, in whatever case; the text itself when it repeats nothing.
 * @param {string} text
 */
function repeatedPart(text) {
  const plain = text.toLowerCase();
  const period = (plain + plain).indexOf(plain, 1);
  return period < plain.length ? plain.slice(0, period) : text;
}
