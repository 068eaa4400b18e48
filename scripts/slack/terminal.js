import { createInterface } from 'node:readline';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
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
 * @param {() => void} interrupt What Ctrl-C does while nothing is asked.
 * @returns {Terminal}
 */
export function openTerminal(
  input = process.stdin,
  output = process.stdout,
  interrupt = () => void process.kill(process.pid, 'SIGINT'),
) {
  // Whoever reads along may stop doing so, as head does; the run goes on to its end.
  output.on('error', () => undefined);
  const lines = input.isTTY ? typedLines(input, output, interrupt) : pipedLines(input, output);
  /** @param {string} prompt @param {{ isSecret?: boolean, isFresh?: boolean }} [how] */
  const answerTo = async (prompt, how) => {
    const answer = await lines.next(prompt, how);
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
      (await answerTo(`${question}${fallback && ` [${fallback}]`}: `)) || fallback,
    askSecret: (question) => answerTo(`${question} (not shown): `, { isSecret: true }),
    confirm: async (question) =>
      /^y(es)?$/i.test(await answerTo(`${question} [y/N] `, { isFresh: true })),
    close: () => lines.close(),
  };
}

/**
 * Where answers come from: the next line, or undefined when there will be none. A fresh one answers the question that is
 * seen: what was typed before doesn't.
 * @typedef {{ next: (prompt: string, how?: { isSecret?: boolean, isFresh?: boolean }) => Promise<string | undefined>, close: () => void }} Lines
 */

/**
 * @param {Input} input
 * @param {NodeJS.WritableStream} output
 * @returns {Lines}
 */
function pipedLines(input, output) {
  const reader = createInterface({ input });
  const iterator = reader[Symbol.asyncIterator]();
  return {
    async next(prompt) {
      output.write(prompt);
      const { value, done } = await iterator.next();
      output.write('\n');
      return done ? undefined : value;
    },
    close: () => reader.close(),
  };
}

/** What reads the keys of one question. @typedef {{ take: (key: string) => void, end: () => void }} Asked */

/**
 * One reader for the whole run: the terminal itself shows nothing, and what is typed or pasted ahead waits for the question
 * that it answers, as the next one may be for a secret.
 * @param {Input} input
 * @param {NodeJS.WritableStream} output
 * @param {() => void} interrupt
 * @returns {Lines}
 */
function typedLines(input, output, interrupt) {
  const decoder = new StringDecoder('utf8');
  let waiting = '';
  let isOver = false;
  let lastPrompt = '';
  let lastKey = '';
  /** @type {Asked | undefined} */
  let asked;

  function feed() {
    while (asked) {
      const key = firstKey(waiting);
      if (key === undefined) break;
      waiting = waiting.slice(key.length);
      // The second half of a line end has come by itself.
      if (key !== '\n' || lastKey !== '\r') asked.take(key);
      lastKey = key;
    }
    if (isOver) asked?.end();
  }
  /** @param {Buffer | string} chunk */
  function read(chunk) {
    waiting += typeof chunk === 'string' ? chunk : decoder.write(chunk);
    if (asked) feed();
    else if (waiting.includes('\u0003')) interrupt();
  }
  function over() {
    isOver = true;
    feed();
  }

  input.setRawMode?.(true);
  input.on('data', read);
  input.on('end', over);
  return {
    next(prompt, { isSecret = false, isFresh = false } = {}) {
      // What was refused is asked for again: what was pasted behind it answers other questions.
      if (isFresh || prompt === lastPrompt) waiting = '';
      lastPrompt = prompt;
      return new Promise((resolve, reject) => {
        /** @param {string | undefined} answer @param {boolean} [isStopped] */
        const done = (answer, isStopped = false) => {
          asked = undefined;
          if (isStopped) reject(new NotReady(STOPPED));
          else resolve(answer);
        };
        asked = (isSecret ? unseen : seen)(prompt, output, done);
        feed();
      });
    },
    close() {
      input.off('data', read);
      input.off('end', over);
      input.setRawMode?.(false);
      input.pause();
    },
  };
}

/**
 * The first key of what was typed: a sign, a line end, or what a key such as an arrow sends; undefined while there is none, or
 * only a part of one.
 * @param {string} typed
 */
function firstKey(typed) {
  if (typed.startsWith('\r\n')) return '\r\n';
  const [sign] = typed;
  if (sign !== keys.escape) return sign;
  const behind = typed.slice(1);
  const [sequence] = /^(?:\[\[.|\[[0-?]*[ -/]*[@-~]|O.)/u.exec(behind) ?? [];
  if (sequence !== undefined) return keys.escape + sequence;
  const isPart = /^(?:\[[0-?]*[ -/]*|\[\[|O)?$/.test(behind);
  return isPart ? undefined : sign;
}

const keys = {
  stop: '\u0003',
  end: '\u0004',
  clear: '\u0015',
  clearWord: '\u0017',
  suspend: '\u001A',
  escape: '\u001B',
};

/** Terminals put such marks around what is pasted. */
const pasteMarks = ['\u001B[200~', '\u001B[201~'];

/** @typedef {(answer: string | undefined, isStopped?: boolean) => void} Done */

/**
 * A line as it is edited and shown; none when Ctrl-D ends it.
 * @param {string} prompt
 * @param {NodeJS.WritableStream} output
 * @param {Done} done
 * @returns {Asked}
 */
function seen(prompt, output, done) {
  const input = new PassThrough();
  const reader = createInterface({ input, output, terminal: true });
  /** @param {string | undefined} answer @param {boolean} [isStopped] */
  const end = (answer, isStopped) => {
    reader.removeAllListeners('close');
    reader.close();
    if (answer === undefined) output.write('\n');
    done(answer, isStopped);
  };
  reader.question(prompt, (answer) => end(answer));
  reader.once('SIGINT', () => end(undefined, true));
  reader.once('close', () => end(undefined));
  return {
    take(key) {
      if (pasteMarks.includes(key) || key === keys.suspend || key === keys.escape) return;
      // At once, unlike what is written to it: whoever reads must know where the line ends.
      input.emit('data', isLineEnd(key) ? '\r' : key);
    },
    end: () => end(undefined),
  };
}

/**
 * A line of which nothing is shown; none when Ctrl-D ends it.
 * @param {string} prompt
 * @param {NodeJS.WritableStream} output
 * @param {Done} done
 * @returns {Asked}
 */
function unseen(prompt, output, done) {
  output.write(prompt);
  /** @type {string[]} */
  let signs = [];
  /** @param {string | undefined} answer @param {boolean} [isStopped] */
  const end = (answer, isStopped) => {
    output.write('\n');
    done(answer, isStopped);
  };
  return {
    take(key) {
      if (isLineEnd(key)) end(signs.join(''));
      else if (key === keys.stop || key === keys.end) end(undefined, key === keys.stop);
      else if (key === keys.clear || key === keys.clearWord) signs = [];
      else if (key === '\u007F' || key === '\b') signs.pop();
      else if (key >= ' ') signs.push(key);
    },
    end: () => end(undefined),
  };
}

/** @param {string} key */
function isLineEnd(key) {
  return key === '\r' || key === '\n' || key === '\r\n';
}
