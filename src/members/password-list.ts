import { readFileSync } from 'node:fs';

let known: ReadonlySet<string> | undefined;

/** The bundled list, read when it is needed for the first time. Where it comes from stands at its top. */
function commonPasswords(): ReadonlySet<string> {
  known ??= new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .split(/\r?\n/)
      .filter((line) => line !== '' && !line.startsWith('#')),
  );
  return known;
}

/**
 * Whether a password is among the most used ones, or one of them with the usual decoration: other case,
 * digits and signs around it, or written several times. These are what attackers try first.
 */
export function isCommonPassword(password: string): boolean {
  const plain = password.toLowerCase();
  const core = plain.replace(/^[^\p{L}]+|[^\p{L}]+$/gu, '');
  return [plain, core, repeatedPart(plain), repeatedPart(core)].some((form) =>
    commonPasswords().has(form),
  );
}

/** Whether a password is made of next to nothing: few different characters, or a run along the keyboard. */
export function isMonotonous(password: string): boolean {
  const characters = [...repeatedPart(password.toLowerCase())];
  if (new Set(characters).size < 4) return true;
  const runs = ['abcdefghijklmnopqrstuvwxyz', '01234567890', 'qwertyuiop', 'asdfghjkl', 'zxcvbnm'];
  const text = characters.join('');
  const steps = characters.slice(1).filter((_, index) => {
    const pair = text.slice(index, index + 2);
    return runs.some((run) => run.includes(pair) || run.includes([...pair].reverse().join('')));
  });
  return steps.length >= (characters.length - 1) * 0.75;
}

/** What a text repeats from beginning to end; the text itself when it repeats nothing. */
function repeatedPart(text: string): string {
  const period = (text + text).indexOf(text, 1);
  return period > 0 && period < text.length ? text.slice(0, period) : text;
}
