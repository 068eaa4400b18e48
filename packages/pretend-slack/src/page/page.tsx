import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createLive, followChanges, type Live } from './live.ts';
import { freshMemory, type Memory } from './memory.ts';
import { actRoutes } from './routes/act.ts';
import { controlRoutes } from './routes/controls.ts';
import { mailRoutes } from './routes/mail.tsx';
import { placeRoutes } from './routes/places.tsx';
import { talkRoutes } from './routes/talk.ts';
import type { Sandbox, SandboxTexts } from './sandbox.ts';
import { type Tour, tick } from './tour.ts';
import { guard, knowPerson, type SandboxWeb } from './web.ts';

/** What the page stands on. */
export interface PageOptions
  extends Pick<Sandbox, 'slack' | 'mailbox' | 'clock' | 'manifest' | 'freshTeam'> {
  /** Where the page is opened: under other names nothing is answered. */
  readonly publicUrl: string;
  readonly texts?: Partial<SandboxTexts>;
  readonly tour?: Tour;
  readonly emptyApp?: () => Promise<void>;
  readonly hideSecrets?: (text: string) => string;
  readonly memory?: Memory;
  /** Calls back after every change worth keeping. */
  readonly onChange?: () => void;
}

/** The sandbox's page. */
export interface Page {
  /** Answers `/` and `/sandbox/*`; gives everything else to the app. */
  readonly before: (app: RequestListener) => RequestListener;
  /** The routes without a server. */
  readonly web: SandboxWeb;
  /** Ends the streams of the open pages, so that the server can close. */
  stop(): void;
}

const largestForm = 256 * 1024;
/** Ten files, of which some are too large and must be seen to be. */
const largestUpload = 128 * 1024 * 1024;

const usualTexts: SandboxTexts = {
  welcome: 'The Slack is pretend. The app is real. Nothing leaves this machine.',
  tryHere: 'Try the app here and see what happens.',
  noLetters: 'When the app sends one, it shows up here.',
};

/**
 * Makes the page: Slack as people see it in a browser, a mailbox, a tour, and the levers behind the scenes.
 * Whoever reaches it may act as anybody, so its server must listen on this machine only.
 */
export function createPage(options: PageOptions): Page {
  const live = createLive();
  const sandbox: Sandbox = {
    emptyApp: async () => undefined,
    hideSecrets: (text) => text,
    ...options,
    texts: { ...usualTexts, ...options.texts },
    tour: options.tour,
    memory: options.memory ?? freshMemory(),
    faults: { mailDown: false, slackSlow: false, slackBusy: false },
    notices: new Map(),
    composing: new Map(),
    found: new Map(),
    changed: () => {
      live.tell();
      options.onChange?.();
    },
  };
  const unfollow = followChanges(sandbox, live);
  const stopKeeping = [
    sandbox.slack.on(() => options.onChange?.()),
    sandbox.mailbox.onLetter(() => {
      tick(sandbox, { kind: 'letter-arrived' });
      options.onChange?.();
    }),
  ];
  const web = sandboxWeb(sandbox, live);
  const listener = getRequestListener(web.fetch);
  return {
    web,
    before: (app) => (request, response) => {
      const path = (request.url ?? '/').split('?', 1)[0] ?? '/';
      if (path === '/' || path.startsWith('/sandbox/')) void listener(request, response);
      else {
        watchRequest(sandbox, path, request, response);
        app(request, response);
      }
    },
    stop() {
      live.stop();
      unfollow();
      for (const stop of stopKeeping) stop();
    },
  };
}

function sandboxWeb(sandbox: Sandbox, live: Live): SandboxWeb {
  const web: SandboxWeb = new Hono();
  web.use(guard(sandbox.publicUrl));
  const [usual, large] = [
    bodyLimit({ maxSize: largestForm }),
    bodyLimit({ maxSize: largestUpload }),
  ];
  web.use((c, next) => (c.req.path === '/sandbox/act' ? large : usual)(c, next));
  web.use(knowPerson(sandbox));
  web.get('/sandbox/live', (c) => live.open(c.get('person').id));
  placeRoutes(web, sandbox);
  mailRoutes(web, sandbox);
  talkRoutes(web, sandbox);
  actRoutes(web, sandbox);
  controlRoutes(web, sandbox);
  return web;
}

/** Tells the tour what the app answered. */
function watchRequest(
  sandbox: Sandbox,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { method = 'GET' } = request;
  response.on('finish', () => {
    tick(sandbox, { kind: 'request', method, path, status: response.statusCode });
  });
}
