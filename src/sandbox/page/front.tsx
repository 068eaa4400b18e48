import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { createLive, followChanges, type Live } from './live.ts';
import { freshMemory, type Memory, tick } from './memory.ts';
import { actRoutes } from './routes/act.ts';
import { controlRoutes } from './routes/controls.ts';
import { mailRoutes } from './routes/mail.tsx';
import { placeRoutes } from './routes/places.tsx';
import { talkRoutes } from './routes/talk.ts';
import type { Sandbox } from './sandbox.ts';
import { guard, knowPerson, type SandboxWeb } from './web.ts';

/** What the page stands on. */
export type FrontOptions = Pick<
  Sandbox,
  'slack' | 'mailbox' | 'clock' | 'publicUrl' | 'declared' | 'emptyApp'
> & {
  readonly memory?: Memory;
  /** Calls back after every change worth keeping. */
  readonly onChange?: () => void;
};

/** The sandbox's page. */
export interface SandboxFront {
  /** Answers `/` and `/sandbox/*`; gives everything else to the app. */
  readonly before: (app: RequestListener) => RequestListener;
  /** The routes without a server: for tests. */
  readonly web: SandboxWeb;
  /** Ends the streams of the open pages, so that the server can close. */
  stop(): void;
}

const largestForm = 256 * 1024;

/** Makes the sandbox's page. */
export function createSandboxFront(options: FrontOptions): SandboxFront {
  const live = createLive();
  const sandbox: Sandbox = {
    ...options,
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
      tick(sandbox.memory, 'invited');
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
        watchJoin(sandbox, path, request, response);
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
  web.use(bodyLimit({ maxSize: largestForm }));
  web.use(knowPerson(sandbox));
  web.get('/sandbox/live', (c) => live.open(c.get('person').id));
  placeRoutes(web, sandbox);
  mailRoutes(web, sandbox);
  talkRoutes(web, sandbox);
  actRoutes(web, sandbox);
  controlRoutes(web, sandbox);
  return web;
}

/** The tour goes on when somebody joined: the app then leads them on from its sign-up page. */
function watchJoin(
  sandbox: Sandbox,
  path: string,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  if (request.method !== 'POST' || !path.startsWith('/join/')) return;
  response.on('finish', () => {
    if (response.statusCode !== 302 && response.statusCode !== 303) return;
    tick(sandbox.memory, 'joined');
    sandbox.changed();
  });
}
