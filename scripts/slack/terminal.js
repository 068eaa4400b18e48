import { createInterface } from 'node:readline';
import { NotReady } from '../prepare.js';

/**
 * Somebody who is told things and asked questions, at a terminal or through a pipe.
 * @typedef {object} Terminal
 * @property {(text: string) => void} say
 * @property {(text: string) => boolean} showPerson Says it only where somebody sits in front of it, and whether so.
 * @property {(question: string, fallback?: string) => Promise<string>} ask Gives what was typed, without blanks around it;
 *   the fallback when that is nothing.
 * @property {(question: string) => Promise<string>} askSecret The same for what nobody may see: it isn't shown.
 * @property {(question: string) => Promise<boolean>} confirm Only y or yes means yes.
 * @property {() => void} close
 */

/** @typedef {NodeJS.ReadableStream & { isTTY?: boolean, setRawMode?: (isRaw: boolean) => unknown }} Input */

/** What Ctrl-C leads to. */
const STOPPED = 'Stopped.';

/**
 * Rejects a question with NotReady when nobody is there to answer it any more.
 * @param {Input} input
 * @param {NodeJS.WritableStream} output
 * @returns {Terminal}
 */
export function openTerminal(input = process.stdin, output = process.stdout) {
  const lines = input.isTTY ? undefined : pipedLines(input);
  /** @param {string} prompt @param {boolean} isSecret */
  const answerTo = async (prompt, isSecret) => {
    const answer = lines
      ? await lines.next(prompt, output)
      : await (isSecret ? typedUnseen : typed)(prompt, input, output);
    if (answer === undefined) {
      throw new NotReady('Nobody answered. Run it at a terminal, or give what it asks for.');
    }
    return answer.trim();
  };
  return {
    say: (text) => void output.write(`${text}\n`),
    showPerson: (text) => {
      const isSeen = 'isTTY' in output && output.isTTY === true;
      if (isSeen) output.write(`${text}\n`);
      return isSeen;
    },
    ask: async (question, fallback = '') =>
      (await answerTo(`${question}${fallback && ` [${fallback}]`}: `, false)) || fallback,
    askSecret: (question) => answerTo(`${question} (not shown): `, true),
    confirm: async (question) => /^y(es)?$/i.test(await answerTo(`${question} [y/N] `, false)),
    close: () => lines?.close(),
  };
}

/** @param {Input} input */
function pipedLines(input) {
  const reader = createInterface({ input });
  const iterator = reader[Symbol.asyncIterator]();
  return {
    /**
     * @param {string} prompt
     * @param {NodeJS.WritableStream} output
     * @returns {Promise<string | undefined>}
     */
    async next(prompt, output) {
      output.write(prompt);
      const { value, done } = await iterator.next();
      output.write('\n');
      return done ? undefined : value;
    },
    close: () => reader.close(),
  };
}

/**
 * A line as the terminal edits and shows it; undefined when it is closed instead. Rejects at Ctrl-C.
 * @param {string} prompt
 * @param {Input} input
 * @param {NodeJS.WritableStream} output
 * @returns {Promise<string | undefined>}
 */
function typed(prompt, input, output) {
  const reader = createInterface({ input, output, terminal: true });
  return new Promise((resolve, reject) => {
    reader.question(prompt, resolve);
    reader.once('SIGINT', () => reject(new NotReady(STOPPED)));
    reader.once('close', () => resolve(undefined));
  }).finally(() => reader.close());
}

/**
 * A line of which the terminal shows nothing, not even when it is there before the question; undefined when Ctrl-D
 * ends it. Rejects at Ctrl-C.
 * @param {string} prompt
 * @param {Input} input
 * @param {NodeJS.WritableStream} output
 * @returns {Promise<string | undefined>}
 */
function typedUnseen(prompt, input, output) {
  let line = '';
  input.setRawMode?.(true);
  output.write(prompt);
  input.resume();
  return new Promise((resolve, reject) => {
    /** @param {string | undefined} answer @param {boolean} [isStopped] */
    const end = (answer, isStopped = false) => {
      input.off('data', read);
      input.off('end', none);
      input.setRawMode?.(false);
      input.pause();
      output.write('\n');
      if (isStopped) reject(new NotReady(STOPPED));
      else resolve(answer);
    };
    const none = () => end(undefined);
    /** @param {Buffer | string} chunk */
    const read = (chunk) => {
      for (const sign of pasted(String(chunk))) {
        if (sign === '\r' || sign === '\n') return end(line);
        if (sign === '\u0003' || sign === '\u0004') return end(undefined, sign === '\u0003');
        if (sign === '\u007F' || sign === '\b') line = line.slice(0, -1);
        else if (sign >= ' ') line += sign;
      }
    };
    input.on('data', read);
    input.on('end', none);
  });
}

/**
 * Terminals put marks around what is pasted.
 * @param {string} text
 */
function pasted(text) {
  return text.replaceAll('\u001B[200~', '').replaceAll('\u001B[201~', '');
}
