import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Sandbox } from './sandbox.ts';
import { personInCookie } from './web.ts';

/** Something that happened elsewhere, to be told in a corner of the screen. */
interface News {
  readonly title: string;
  readonly text: string;
  readonly href: string;
}

/** The open pages, which hear of changes as they happen. */
export interface Live {
  /** Answers `GET /sandbox/live` with a stream of events. */
  attach(request: IncomingMessage, response: ServerResponse): void;
  /** Tells every page, or one person's, to look again. */
  tell(person?: string): void;
  tellNews(news: News, person?: string): void;
  /** Ends all streams, so that the server can close. */
  stop(): void;
}

/** Several changes within this time are told once. */
const gatherMs = 20;
/** A comment keeps proxies and browsers from giving up. */
const aliveMs = 25_000;

export function createLive(): Live {
  const pages = new Map<ServerResponse, { person: string | undefined; due: boolean }>();
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const alive = setInterval(() => {
    for (const response of pages.keys()) response.write(': alive\n\n');
  }, aliveMs);
  alive.unref();

  function flush(): void {
    timer = undefined;
    for (const [response, page] of pages) {
      if (page.due) response.write('event: change\ndata: \n\n');
      page.due = false;
    }
  }

  return {
    attach(request, response) {
      if (stopped) {
        response.writeHead(503).end();
        return;
      }
      response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
      response.write('retry: 1000\n\n');
      pages.set(response, { person: personInCookie(request.headers.cookie), due: false });
      response.on('close', () => pages.delete(response));
    },
    tell(person) {
      for (const page of pages.values()) page.due ||= !person || page.person === person;
      timer ??= setTimeout(flush, gatherMs);
    },
    tellNews(news, person) {
      for (const [response, page] of pages) {
        if (person && page.person !== person) continue;
        response.write(`event: news\ndata: ${JSON.stringify(news)}\n\n`);
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(alive);
      for (const response of pages.keys()) response.end();
    },
  };
}

/** Tells the open pages of everything that happens in Slack and in the mailbox. */
export function followChanges(sandbox: Pick<Sandbox, 'slack' | 'mailbox'>, live: Live): () => void {
  const { slack, mailbox } = sandbox;
  const stops = [
    slack.on((change) => {
      const isPersonal = ['modal', 'home', 'ephemeral'].includes(change.kind);
      live.tell(isPersonal ? change.user : undefined);
      if (change.kind !== 'message') return;
      const channel = slack.state.channels.find((one) => one.id === change.channel);
      const message = slack.messages(change.channel ?? '').find((one) => one.ts === change.ts);
      const [owner] = channel?.members ?? [];
      if (!channel?.isIm || !owner || !message?.byApp || message.edited) return;
      const { name } = slack.state.app;
      live.tellNews({ title: name, text: message.text, href: '/sandbox/app/messages' }, owner);
    }),
    mailbox.onLetter((letter) => {
      live.tell();
      live.tellNews({
        title: `E-mail for ${letter.to}`,
        text: letter.parsed.subject ?? '',
        href: `/sandbox/mail/${letter.number}`,
      });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
