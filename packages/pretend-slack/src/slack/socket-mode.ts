import type { Server } from 'node:http';
import type { ServerType } from '@hono/node-server';
import { type WebSocket, WebSocketServer } from 'ws';
import { newId } from './state.ts';

/** The app's answer, as if it had come by HTTP. */
interface Answer {
  status: number;
  body: string;
  headers: Record<string, string>;
  ms: number;
}

export type EnvelopeType = 'slash_commands' | 'interactive' | 'events_api';

/** The connections that the app has opened, for all teams. */
export interface SocketMode {
  /** Whether the app has ever asked for one: then nothing is sent by HTTP any more. */
  isWanted: boolean;
  /** One more ticket for a connection, as an address. */
  ticket(address: string): string;
  connections(): number;
  /** Why every connection is closed right after its hello, as when Socket Mode is switched off for the app. */
  closesAtOnce: string | null;
  /** Sends a request through a connection, as soon as there is one; waits `timeoutMs` for the answer. */
  send(type: EnvelopeType, payload: unknown, retryNum: number, timeoutMs: number): Promise<Answer>;
  /** Asks the app to connect anew (Slack does so every few hours), cuts the connections off, or says goodbye. */
  disconnect(how: 'politely' | 'abruptly' | 'for good'): void;
  attach(server: ServerType): void;
}

/** Nothing is connected yet. https://docs.slack.dev/apis/events-api/using-socket-mode */
export function createSocketMode(): SocketMode {
  const upgrades = new WebSocketServer({ noServer: true });
  const tickets = new Set<string>();
  const open = new Set<WebSocket>();
  const opened = new Set<() => void>();
  const answers = new Map<string, (payload: unknown) => void>();

  function take(end: WebSocket, text: string): void {
    try {
      const { envelope_id: id, payload } = Object(JSON.parse(text)) as Record<string, unknown>;
      answers.get(String(id))?.(payload);
    } catch {
      end.close(1007, 'not JSON');
    }
  }

  async function connection(): Promise<WebSocket> {
    for (;;) {
      const [first] = open;
      if (first) return first;
      await new Promise<void>((resolve) => opened.add(resolve));
    }
  }

  async function exchange(envelope: { envelope_id: string }): Promise<unknown> {
    const answered = new Promise((resolve) => answers.set(envelope.envelope_id, resolve));
    (await connection()).send(JSON.stringify(envelope));
    return await answered;
  }

  function welcome(end: WebSocket): void {
    open.add(end);
    end.on('close', () => open.delete(end));
    for (const tell of opened) tell();
    opened.clear();
  }

  return {
    isWanted: false,
    closesAtOnce: null,
    ticket(address) {
      this.isWanted = true;
      const ticket = newId('ticket-');
      tickets.add(ticket);
      return `${address.replace(/^http/, 'ws')}/link/?ticket=${ticket}`;
    },
    connections: () => open.size,
    async send(type, payload, retryNum, timeoutMs) {
      const started = performance.now();
      const envelope_id = newId('envelope-');
      const late = Symbol('late');
      let timer: NodeJS.Timeout | undefined;
      const timeout = new Promise((resolve) => {
        timer = setTimeout(() => resolve(late), timeoutMs);
      });
      const retry = type === 'events_api' && { retry_attempt: retryNum, retry_reason: '' };
      const envelope = { envelope_id, type, payload, accepts_response_payload: true, ...retry };
      const answer = await Promise.race([exchange(envelope), timeout]);
      clearTimeout(timer);
      answers.delete(envelope_id);
      const ms = performance.now() - started;
      return answer === late ? { status: 0, body: '', headers: {}, ms } : answered(answer, ms);
    },
    disconnect(how) {
      for (const end of upgrades.clients) {
        if (how === 'abruptly') end.terminate();
        if (how === 'for good') end.close(1001);
      }
      const goodbye = JSON.stringify({ type: 'disconnect', reason: 'refresh_requested' });
      if (how === 'politely') for (const end of open) end.send(goodbye);
      // What is sent from now on waits for the next connection.
      open.clear();
    },
    attach(server) {
      onSocket(server, upgrades, tickets, (end) => {
        end.on('message', (data) => take(end, String(data)));
        end.send(JSON.stringify({ type: 'hello', num_connections: open.size + 1 }));
        if (this.closesAtOnce === null) welcome(end);
        else end.send(JSON.stringify({ type: 'disconnect', reason: this.closesAtOnce }));
      });
    },
  };
}

/** Hands in every web socket that is opened with a ticket, which works once. */
function onSocket(
  server: ServerType,
  upgrades: WebSocketServer,
  tickets: Set<string>,
  opened: (end: WebSocket) => void,
): void {
  (server as Server).on('upgrade', (request, socket, head) => {
    const { searchParams } = new URL(request.url ?? '', 'http://localhost');
    if (!tickets.delete(searchParams.get('ticket') ?? '')) {
      socket.end('HTTP/1.1 403 Forbidden\r\n\r\n');
      return;
    }
    upgrades.handleUpgrade(request, socket, head, (end) => {
      // A broken connection closes, too.
      end.on('error', () => end.terminate());
      opened(end);
    });
  });
}

function answered(answer: unknown, ms: number): Answer {
  // An acknowledgement without words comes as an empty object.
  const body = Object.keys(answer ?? {}).length === 0 ? '' : JSON.stringify(answer);
  return { status: 200, body, headers: { 'content-type': 'application/json' }, ms };
}
