import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';
import { portOf } from '../free-port.js';

/** @import { Socket } from 'node:net' */
/** @import { SMTPServerSession } from 'smtp-server' */

/**
 * How an attempt goes wrong.
 * @typedef {object} Trouble
 * @property {'address' | 'letter'} at When: as soon as the recipient is known, or after the whole letter.
 * @property {string} answer Such as '451 later'; 'silence': none, until released; 'cut': it hangs up.
 */

/**
 * A letter that was taken.
 * @typedef {object} Arrival
 * @property {number} at
 * @property {string} to
 * @property {string} messageId
 * @property {string | undefined} path Of the invite link in it.
 */

/**
 * A mail server that notes every letter it takes, and that can misbehave.
 * @typedef {object} MailServer
 * @property {string} smtpUrl
 * @property {readonly Arrival[]} arrivals
 * @property {(listener: (arrival: Arrival) => void) => () => void} onArrival Gives how to stop listening.
 * @property {(how: (address: string, nth: number) => Trouble | undefined) => void} misbehave Says how the nth attempt
 *   for an address goes from now on; undefined: it is taken.
 * @property {() => number} waiting How many wait in silence.
 * @property {() => void} release Answers those: no, for now.
 * @property {(ms: number) => void} takeTime Takes so long over each letter.
 * @property {() => Promise<void>} close Refuses every connection, until opened again.
 * @property {() => Promise<void>} open
 */

/**
 * Starts it on a free port, on which it stays. It hangs up on those who waited so long in silence.
 * @param {{ silenceMs?: number }} [options]
 * @returns {Promise<MailServer>}
 */
export async function startMailServer({ silenceMs } = {}) {
  /** @type {Arrival[]} */
  const arrivals = [];
  /** @type {Set<(arrival: Arrival) => void>} */
  const listeners = new Set();
  const { how, answer, ...moods } = newMoods(silenceMs);
  let slowMs = 0;
  let port = 0;
  let server = make();

  function make() {
    return new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onRcptTo({ address }, session, callback) {
        const trouble = how(address, session);
        if (trouble?.at !== 'address') return callback();
        answer(trouble, socketOf(server, session), callback);
      },
      onData(stream, session, callback) {
        const socket = socketOf(server, session);
        readAll(stream).then((raw) => {
          const trouble = how(undefined, session);
          if (trouble) return answer(trouble, socket, callback);
          setTimeout(() => {
            // It counts as taken when the answer says so: a server that has gone takes nothing.
            if (!socket || socket.destroyed) return;
            const arrival = arrivalOf(raw, session);
            arrivals.push(arrival);
            callback();
            for (const listener of listeners) listener(arrival);
          }, slowMs);
        }, callback);
      },
    });
  }

  async function open() {
    server = make();
    // Connections that are cut end with an error here, as they should.
    server.on('error', () => undefined);
    const listening = server.listen(port, '127.0.0.1');
    await once(listening, 'listening');
    port = portOf(listening.address());
  }

  async function close() {
    const closed = new Promise((resolve) => server.close(() => resolve(undefined)));
    for (const { _socket: socket } of server.connections) socket.destroy();
    await Promise.race([closed, wait(1000)]);
  }

  await open();
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    arrivals,
    onArrival(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    ...moods,
    takeTime(ms) {
      slowMs = ms;
    },
    close,
    open,
  };
}

/**
 * How attempts go wrong, and who waits in silence.
 * @param {number | undefined} silenceMs
 */
function newMoods(silenceMs) {
  /** @type {Parameters<MailServer['misbehave']>[0]} */
  let mood = () => undefined;
  /** @type {Map<string, number>} */
  const attempts = new Map();
  /**
   * What comes after the letter.
   * @type {WeakMap<SMTPServerSession, Trouble>}
   */
  const later = new WeakMap();
  /** @type {Set<() => void>} */
  const silenced = new Set();
  return {
    /** @type {MailServer['misbehave']} */
    misbehave(how) {
      mood = how;
    },
    /**
     * How this attempt goes, from its address on, or (without one) from its letter on.
     * @param {string | undefined} address
     * @param {SMTPServerSession} session
     */
    how(address, session) {
      if (address === undefined) return later.get(session);
      const nth = (attempts.get(address) ?? 0) + 1;
      attempts.set(address, nth);
      const trouble = mood(address, nth);
      later.delete(session);
      if (trouble?.at === 'letter') later.set(session, trouble);
      return trouble;
    },
    /**
     * @param {Trouble} trouble
     * @param {Socket | undefined} socket
     * @param {(error: Error) => void} callback
     */
    answer(trouble, socket, callback) {
      if (trouble.answer === 'cut') return void socket?.destroy();
      if (trouble.answer !== 'silence') return callback(refusal(trouble.answer));
      const timer = silenceMs && setTimeout(() => socket?.destroy(), silenceMs).unref();
      silenced.add(() => {
        clearTimeout(timer);
        callback(refusal('451 still busy'));
      });
    },
    waiting: () => silenced.size,
    release() {
      for (const each of silenced) each();
      silenced.clear();
    },
  };
}

/**
 * @param {SMTPServer} server
 * @param {SMTPServerSession} session
 */
function socketOf(server, { id }) {
  return [...server.connections].find((each) => each.id === id)?._socket;
}

/**
 * @param {string} raw
 * @param {SMTPServerSession} session
 * @returns {Arrival}
 */
function arrivalOf(raw, { envelope }) {
  return {
    at: Date.now(),
    to: envelope.rcptTo[0]?.address ?? '',
    messageId: /^message-id: *(<[^>]+>)/im.exec(raw)?.[1] ?? '',
    path: /\/join\/[\w-]{43}/.exec(raw.replace(/=\r\n/g, ''))?.[0],
  };
}

/** @param {string} answer */
function refusal(answer) {
  const [, code, words] = /^(\d{3}) (.*)$/.exec(answer) ?? [];
  return Object.assign(new Error(words), { responseCode: Number(code) });
}

/** @param {NodeJS.ReadableStream} stream */
async function readAll(stream) {
  stream.setEncoding('utf8');
  let raw = '';
  for await (const chunk of stream) raw += String(chunk);
  return raw;
}
