import type { Sandbox } from './sandbox.ts';
import type { News } from './script-data.ts';

/** The open pages, which hear of changes as they happen. */
export interface Live {
  /** A stream of events for a page of this person. */
  open(person: string): Response;
  /** Tells every page, or one person's, to look again. */
  tell(person?: string): void;
  /** Tells that something went over the wire, which only the inspector shows. */
  tellWire(): void;
  tellNews(news: News, person?: string): void;
  /** Ends all streams, so that the server can close. */
  stop(): void;
}

/** Several changes within this time are told once. */
const gatherMs = 20;
/** A comment keeps browsers from giving up, and shows which of them are gone. */
const aliveMs = 25_000;

interface OpenPage {
  readonly person: string;
  due: boolean;
  write(text: string): void;
  end(): void;
}

/** Starts telling. Stop it before the server. */
export function createLive(): Live {
  const pages = new Set<OpenPage>();
  let wireDue = false;
  let timer: NodeJS.Timeout | undefined;
  let stopped = false;

  const alive = setInterval(() => {
    for (const page of pages) page.write(': alive\n\n');
  }, aliveMs);
  alive.unref();

  function flush(): void {
    timer = undefined;
    for (const page of pages) {
      if (page.due) page.write('event: change\ndata: \n\n');
      else if (wireDue) page.write('event: wire\ndata: \n\n');
      page.due = false;
    }
    wireDue = false;
  }

  return {
    open(person) {
      if (stopped) return new Response(null, { status: 503 });
      return eventStream(person, pages);
    },
    tell(person) {
      for (const page of pages) page.due ||= !person || page.person === person;
      timer ??= setTimeout(flush, gatherMs);
    },
    tellWire() {
      wireDue = true;
      timer ??= setTimeout(flush, gatherMs);
    },
    tellNews(news, person) {
      for (const page of pages) {
        if (person && page.person !== person) continue;
        page.write(`event: news\ndata: ${JSON.stringify(news)}\n\n`);
      }
    },
    stop() {
      stopped = true;
      clearTimeout(timer);
      clearInterval(alive);
      for (const page of pages) page.end();
      pages.clear();
    },
  };
}

/** https://html.spec.whatwg.org/multipage/server-sent-events.html */
function eventStream(person: string, pages: Set<OpenPage>): Response {
  const encoder = new TextEncoder();
  let page: OpenPage;
  const stream = new ReadableStream<Uint8Array>({
    start(controller) {
      page = {
        person,
        due: false,
        write: (text) => controller.enqueue(encoder.encode(text)),
        end: () => controller.close(),
      };
      pages.add(page);
      page.write('retry: 1000\n\n');
    },
    cancel() {
      pages.delete(page);
    },
  });
  // A connection kept for another request would keep the server from closing.
  const headers = { 'Content-Type': 'text/event-stream', Connection: 'close' };
  return new Response(stream, { headers });
}

/** Tells the open pages of everything that happens in Slack and in the mailbox. */
export function followChanges(sandbox: Pick<Sandbox, 'slack' | 'mailbox'>, live: Live): () => void {
  const { slack, mailbox } = sandbox;
  const stops = [
    slack.on((change) => {
      if (change.kind === 'call' || change.kind === 'request') {
        live.tellWire();
        return;
      }
      const isPersonal = ['modal', 'home', 'ephemeral'].includes(change.kind);
      live.tell(isPersonal ? change.user : undefined);
      if (change.kind !== 'message') return;
      const channel = slack.state.channels.find((one) => one.id === change.channel);
      const message = slack.messages(change.channel ?? '').find((one) => one.ts === change.ts);
      const [owner] = channel?.members ?? [];
      if (!channel?.isIm || !owner || !message?.byApp || message.edited) return;
      const { name } = slack.state.app;
      const href = '/sandbox/app/messages';
      const many = { title: `new messages from ${name}`, href };
      live.tellNews({ title: name, text: message.text, href, many }, owner);
    }),
    mailbox.onLetter((letter) => {
      live.tell();
      live.tellNews({
        title: `Email to ${letter.to}`,
        text: letter.parsed.subject ?? '',
        href: `/sandbox/mail/${letter.number}`,
        many: { title: 'new emails', href: '/sandbox/mail' },
      });
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
