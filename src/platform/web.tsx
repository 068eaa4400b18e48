import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { StatusCode } from 'hono/utils/http-status';
import { assetUrl, findAsset } from './assets.ts';
import { reportFault } from './error-boundary.ts';
import type { Logger } from './logger.ts';
import { renderPage } from './page.tsx';
import { currentRequest } from './request-context.ts';
import { StatusPage } from './status-page.tsx';
import { isFromOwnPage, protect } from './web-protection.ts';

export interface WebOptions {
  readonly publicUrl: string;
  /** How many proxies in front may be believed about the browser's address. */
  readonly trustProxy: number;
  /** Other hosts that people are sent back to after signing in. */
  readonly authReturnHosts: readonly string[];
  readonly log: Logger;
  /** Adds routes that proxies ask at every request: they get no log line and none of the pages' headers. */
  readonly addBareRoutes?: (web: Hono) => void;
}

/** Room for a 5 MB picture and the form around it. */
const largestBody = 6 * 1024 * 1024;

/** Nobody's personal pages are for search engines, not even to look at (RFC 9309). */
const robots = [
  'User-agent: *',
  'Disallow: /join/',
  'Disallow: /reset/',
  'Disallow: /account',
  '',
].join('\n');

/** The web side without any page of a feature: protection, files, and the pages for errors. */
export function createWeb(options: WebOptions): Hono {
  const { log } = options;
  const web = new Hono();
  web.use(noteRoute);
  options.addBareRoutes?.(web);
  web.use(logRequests(log));
  web.use(protect(options));
  web.use(refuseOddRequests(new URL(options.publicUrl).origin));
  web.use(bodyLimit({ maxSize: largestBody, onError: (c) => statusPage(c, 413) }));
  web.get('/assets/:name', (c) => {
    const asset = findAsset(c.req.path);
    if (!asset) return c.notFound();
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('Vary', 'Accept-Encoding');
    c.header('Content-Type', asset.contentType);
    if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(asset.body);
    c.header('Content-Encoding', 'gzip');
    return c.body(asset.gzipped);
  });
  web.get('/robots.txt', (c) => c.text(robots));
  web.get('/favicon.ico', (c) => c.redirect(assetUrl('favicon.svg'), 301));
  web.notFound((c) => {
    const allowed = methodsOf(web, c.req.path);
    if (allowed.length === 0 || allowed.includes(c.req.method)) return statusPage(c, 404);
    c.header('Allow', allowed.join(', '));
    return statusPage(c, 405);
  });
  web.onError((error, c) => {
    const ref = reportFault(log, error, { at: 'web', route: c.req.routePath });
    return showPage(c, 500, <StatusPage {...statusTexts[500]} ref={ref} />);
  });
  return web;
}

const statusTexts = {
  400: {
    title: 'The form could not be read',
    message: 'Please go back, reload the page, and fill it in once more.',
  },
  403: {
    title: 'This form came from somewhere else',
    message: 'For your safety it was not accepted. Open the page itself and send it from there.',
  },
  404: {
    title: 'There is no such page',
    message: 'Check the address; if it came in a message, make sure that all of it was copied.',
  },
  405: {
    title: "That can't be done here",
    message: 'This address exists, but not for what was asked of it. Go back and try another way.',
  },
  413: {
    title: 'That is too large',
    message: 'Pictures may have up to 5 MB. Go back and choose a smaller one.',
  },
  415: {
    title: 'This is not a form of ours',
    message: 'It was sent in a way that we do not read. Open the page and send its form.',
  },
  500: {
    title: 'Something went wrong',
    message:
      'It is our fault, and we have noted it. Please try again in a moment; if it stays, give the reference to an admin of your workspace.',
  },
} as const;

/** Answers with a page in the product's look. */
export function showPage(
  c: Context,
  status: StatusCode,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
): Response {
  c.status(status);
  return c.body(renderPage(page), { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

/** Answers with the page for a status. */
export function statusPage(c: Context, status: keyof typeof statusTexts): Response {
  return showPage(c, status, <StatusPage {...statusTexts[status]} />);
}

/** Answers whoever did something too often, and says when to come back. */
export function tooManyPage(c: Context, waitMs: number): Response {
  const seconds = Math.ceil(waitMs / 1000);
  c.header('Retry-After', String(seconds));
  const minutes = Math.ceil(seconds / 60);
  const wait = minutes === 1 ? 'a minute' : `${minutes} minutes`;
  return showPage(
    c,
    429,
    <StatusPage
      title="Too many tries"
      message={`To keep everybody's accounts safe there is a pause now. Please try again in ${wait}.`}
    />,
  );
}

/**
 * The browser's address: the connection's, or the one that the outermost of the trusted proxies saw. What a
 * client writes into the header itself stands further left and is never believed.
 */
export function browserAddress(c: Context, trustProxy: number): string {
  const forwarded = (c.req.header('x-forwarded-for') ?? '').split(',').map((each) => each.trim());
  const seen = trustProxy > 0 ? forwarded.at(-trustProxy) : undefined;
  return seen || (getConnInfo(c).remote.address ?? 'unknown');
}

/** The fields of a form; undefined when it can't be read. */
export interface SentForm {
  /** What was typed into a field; empty when there is no such field. */
  text(name: string): string;
  /** The bytes of a chosen file; undefined when none was chosen. */
  file(name: string): Promise<Uint8Array | undefined>;
}

/** Reads the form that a browser sent; undefined when it is broken. */
export async function readForm(c: Context): Promise<SentForm | undefined> {
  const fields = await c.req.formData().catch(() => undefined);
  if (!fields) return undefined;
  return {
    text(name) {
      const value = fields.get(name);
      return typeof value === 'string' ? value : '';
    },
    async file(name) {
      const file = fields.get(name);
      // A field that was left alone comes as an empty file without a name.
      if (!(file instanceof File) || (file.size === 0 && file.name === '')) return undefined;
      return new Uint8Array(await file.arrayBuffer());
    },
  };
}

/** Lets through what pages and forms of ours send: reading, and forms from this very site. */
function refuseOddRequests(origin: string): MiddlewareHandler {
  return async (c, next) => {
    const { method } = c.req;
    if (method === 'GET' || method === 'HEAD') return await next();
    if (method !== 'POST') {
      c.header('Allow', 'GET, HEAD, POST');
      return statusPage(c, 405);
    }
    if (!isFromOwnPage(c, origin)) return statusPage(c, 403);
    const type = c.req.header('content-type') ?? '';
    const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type);
    return isForm ? await next() : statusPage(c, 415);
  };
}

/** What may be done at a path, when it exists. */
function methodsOf(web: Hono, path: string): string[] {
  const methods = ['GET', 'POST'].filter((method) =>
    web.router.match(method, path)[0].some(([[, route]]) => route.method === method),
  );
  return methods.includes('GET') ? ['GET', 'HEAD', ...methods.slice(1)] : methods;
}

async function noteRoute(c: Context, next: () => Promise<void>): Promise<void> {
  await next();
  const request = currentRequest();
  if (request) request.route = c.req.routePath;
}

function logRequests(log: Logger): MiddlewareHandler {
  return async (c, next) => {
    const start = performance.now();
    await next();
    // The route's pattern, not the path: paths hold invite links.
    const ms = Math.round(performance.now() - start);
    log.info({ method: c.req.method, route: c.req.routePath, status: c.res.status, ms }, 'request');
  };
}
