import { AsyncLocalStorage } from 'node:async_hooks';
import { randomUUID } from 'node:crypto';
import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';

/** What is known of the request that is being answered, wherever its work goes on. */
export interface RequestContext {
  readonly id: string;
  /** The pattern of its route, such as /join/:token; never the path, which can hold a link. */
  route: string | undefined;
  /** Fires when the connection ends before there is a whole answer: nobody waits for it any more. */
  readonly hungUp: AbortSignal;
}

/** Makes its signal when it is asked for: few requests need one, and it takes longer than the rest of this. */
class Context implements RequestContext {
  readonly id: string;
  route: string | undefined;
  #isHungUp = false;
  #controller: AbortController | undefined;

  constructor(id: string) {
    this.id = id;
  }

  get hungUp(): AbortSignal {
    this.#controller ??= new AbortController();
    if (this.#isHungUp) this.#controller.abort();
    return this.#controller.signal;
  }

  hangUp(): void {
    this.#isHungUp = true;
    this.#controller?.abort();
  }
}

const contexts = new AsyncLocalStorage<RequestContext>();

/** The request whose work this is; undefined outside of any. */
export function currentRequest(): RequestContext | undefined {
  return contexts.getStore();
}

/** How a request ended. */
export interface AnsweredRequest {
  readonly method: string;
  readonly route: string | undefined;
  /** 0 when the connection broke before there was an answer. */
  readonly status: number;
  readonly seconds: number;
}

/**
 * Gives each request an id that is in every log line of it and in its answer. A proxy's own id is kept, if
 * proxies are trusted. Tells of every request when it has ended.
 */
export function withRequestContext(
  listener: RequestListener,
  trustProxy: number,
  onEnd: (request: AnsweredRequest) => void,
): RequestListener {
  return (request, response) => {
    const context = new Context(idOf(request, trustProxy));
    response.setHeader('X-Request-Id', context.id);
    const start = performance.now();
    response.once('close', () => {
      if (!response.writableFinished) context.hangUp();
      onEnd(ended(request, response, context, start));
    });
    contexts.run(context, () => listener(request, response));
  };
}

function ended(
  { method = '' }: IncomingMessage,
  response: ServerResponse,
  { route }: RequestContext,
  start: number,
): AnsweredRequest {
  const status = response.headersSent ? response.statusCode : 0;
  return { method, route, status, seconds: (performance.now() - start) / 1000 };
}

function idOf(request: IncomingMessage, trustProxy: number): string {
  const given = request.headers['x-request-id'];
  const isGood = trustProxy > 0 && typeof given === 'string' && /^[\w.:-]{8,128}$/.test(given);
  return isGood ? given : randomUUID();
}
