import { once } from 'node:events';
import { setTimeout as wait } from 'node:timers/promises';
import { SMTPServer } from 'smtp-server';

const hangsMs = 30_000;

/**
 * A mail server that notes every message it takes, and that can misbehave. `trouble(address, nth)` says how the
 * nth attempt for an address goes: nothing (taken), an answer such as '451 later', 'hang' (no answer, and half a minute
 * later it hangs up) or 'drop' (takes it all and hangs up without an answer).
 */
export async function startMailServer() {
  const arrivals = [];
  const listeners = new Set();
  const attempts = new Map();
  let trouble = () => undefined;
  let slowMs = 0;
  let server;
  let port = 0;

  const connectionOf = (session) => [...server.connections].find(({ id }) => id === session.id);

  function make() {
    return new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      logger: false,
      onRcptTo({ address }, session, callback) {
        const nth = (attempts.get(address) ?? 0) + 1;
        attempts.set(address, nth);
        session.trouble = trouble(address, nth);
        if (session.trouble === 'hang') {
          return void setTimeout(hangUp, hangsMs, connectionOf(session)).unref();
        }
        if (session.trouble && session.trouble !== 'drop') return callback(answer(session.trouble));
        callback();
      },
      onData(stream, session, callback) {
        const connection = connectionOf(session);
        readAll(stream).then((raw) => {
          if (session.trouble === 'drop') return hangUp(connection);
          const arrival = {
            at: Date.now(),
            to: session.envelope.rcptTo[0].address,
            messageId: /^message-id: *(<[^>]+>)/im.exec(raw)?.[1],
            path: /\/join\/[\w-]{43}/.exec(raw.replace(/=\r\n/g, ''))?.[0],
          };
          setTimeout(() => {
            // It counts as taken when the answer says so: a server that has gone takes nothing.
            if (isGone(connection)) return;
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
    server.on('error', () => {});
    const listening = server.listen(port, '127.0.0.1');
    await once(listening, 'listening');
    port = listening.address().port;
  }

  async function close() {
    const closed = new Promise((resolve) => server.close(resolve));
    for (const connection of server.connections) hangUp(connection);
    await Promise.race([closed, wait(1000)]);
  }

  await open();
  return {
    smtpUrl: `smtp://127.0.0.1:${port}`,
    arrivals,
    attempts,
    onArrival: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    misbehave: (how) => {
      trouble = how;
    },
    /** Takes so long over each message. */
    takeTime: (ms) => {
      slowMs = ms;
    },
    /** Refuses every connection, until opened again. */
    close,
    open,
  };
}

function hangUp(connection) {
  connection?._socket?.destroy();
}

function isGone(connection) {
  return !connection?._socket || connection._socket.destroyed;
}

function answer(text) {
  const [, code, words] = /^(\d{3}) (.*)$/.exec(text);
  return Object.assign(new Error(words), { responseCode: Number(code) });
}

async function readAll(stream) {
  stream.setEncoding('utf8');
  let raw = '';
  for await (const chunk of stream) raw += chunk;
  return raw;
}
