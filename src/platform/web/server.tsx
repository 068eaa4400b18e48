import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { methodNotAllowed } from 'hono/method-not-allowed';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { StatusCode } from 'hono/utils/http-status';
import { readIpAddress } from '../../shared/ip-address.ts';
import { secretFolders } from '../../shared/secret-paths.ts';
import { isAway } from '../database/away.ts';
import type { Database } from '../database/database.ts';
import { countAct, networkOf } from '../database/rate-limit.ts';
import { reportFault } from '../process/error-boundary.ts';
import type { Logger } from '../process/logger.ts';
import { currentRequest } from '../process/request-context.ts';
import { BusyError } from '../process/turns.ts';
import { assetUrl, findAsset } from './assets.ts';
import { renderPage } from './page.tsx';
import { isFromOwnPage, protect } from './protection.ts';
import { StatusPage } from './status-page.tsx';
import { awayTexts, busyTexts, pageTexts, statusTexts, tooManyTexts } from './texts.ts';

export interface WebOptions {
  readonly publicUrl: string;
  /** How many proxies in front may be believed about the browser's address. */
  readonly trustProxy: number;
  /** Other hosts that people are sent back to after signing in. */
  readonly authReturnHosts: readonly string[];
  /** Folders of personal pages: search engines are asked not to look there. */
  readonly personalFolders: readonly string[];
  readonly log: Logger;
  readonly database: Database;
  /** Adds routes that proxies ask at every request: they get no log line and none of the pages' headers. */
  readonly addBareRoutes?: (web: Hono) => void;
}

declare module 'hono' {
  interface ContextVariableMap {
    /** Counts a request that no page of ours sends; gives how long its network must wait, or 0. */
    countOdd: () => Promise<number>;
  }
}

/** Requests from one network that nobody sends by a page of ours: more would only be for finding a weak spot. */
const oddRequests = { name: 'odd', max: 60, windowMs: 600_000, byNetwork: true };

/** Nobody's personal pages are for search engines, not even to look at (RFC 9309). */
const robots = (folders: readonly string[]): string =>
  ['User-agent: *', ...folders.map((folder) => `Disallow: /${folder}`), ''].join('\n');

/** The web side without any page of a feature: protection, files, and the pages for errors. */
export function createWeb(options: WebOptions): Hono {
  const { log, database } = options;
  const web = new Hono();
  web.use(noteRoute);
  options.addBareRoutes?.(web);
  web.use(logRequests(log));
  web.use(protect(options));
  web.use(countOddRequests(options));
  web.use(refuseForeignRequests(new URL(options.publicUrl).origin));
  web.use(refuseOddAddresses);
  web.use(methodNotAllowed({ app: web, onMethodNotAllowed: notAllowed }));
  web.get('/assets/:name', (c) => {
    const asset = findAsset(c.req.path);
    if (!asset) return c.notFound();
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    c.header('Vary', 'Accept-Encoding');
    c.header('Content-Type', asset.contentType);
    if (!/\bgzip\b/.test(c.req.header('accept-encoding') ?? '')) return c.body(asset.body);
    c.header('Content-Encoding', 'gzip');
    return c.body(asset.gzipped());
  });
  const closed = [...secretFolders.map((folder) => `${folder}/`), ...options.personalFolders];
  web.get('/robots.txt', (c) => c.text(robots(closed)));
  web.get('/favicon.ico', (c) => c.redirect(assetUrl('favicon.svg'), 301));
  web.notFound((c) => {
    const meant = withoutSlashBehind(web, c);
    return meant === undefined ? statusPage(c, 404) : c.redirect(meant, 302);
  });
  web.onError((error, c) => {
    const report = () => reportFault(log, error, { at: 'web', route: c.req.routePath });
    return faultPage(c, error, { database, report });
  });
  return web;
}

/** Answers with a page in the product's look. */
export function showPage(
  c: Context,
  status: StatusCode,
  page: HtmlEscapedString | Promise<HtmlEscapedString>,
): Response {
  c.status(status);
  return c.body(renderPage(page), { headers: { 'Content-Type': 'text/html; charset=utf-8' } });
}

/** Answers with the page for a status; whoever sent a form gets the way back to it. */
export function statusPage(c: Context, status: keyof typeof statusTexts): Response {
  const isOfForm = c.req.method === 'POST' && (status === 400 || status === 413);
  // With one slash in front: two would lead to another host.
  const form = c.req.path.replace(/^[/\\]+/, '/');
  const button = isOfForm ? { label: pageTexts.back, href: form } : undefined;
  return showPage(c, status, <StatusPage {...statusTexts[status]} button={button} />);
}

/** Answers a request that none of our pages sends with 400, and whoever goes on like that with 429. */
export async function refuseOdd(c: Context): Promise<Response> {
  const waitMs = await c.var.countOdd();
  return waitMs > 0 ? tooManyPage(c, waitMs) : statusPage(c, 400);
}

/** How {@link faultPage} logs a fault, which gives its reference, and what it says of one that doesn't pass by itself. */
interface FaultTold {
  readonly database: Database;
  readonly report: (error: unknown) => string;
  readonly texts?: { readonly title: string; readonly message: string };
}

/** Answers when something of ours failed, and says whether it passes by itself. */
export async function faultPage(
  c: Context,
  error: unknown,
  { database, report, texts = statusTexts[500] }: FaultTold,
): Promise<Response> {
  if (error instanceof BusyError) return busyPage(c);
  const ref = report(error);
  if (await isAway(database, error)) return awayPage(c, ref);
  return showPage(c, 500, <StatusPage {...texts} ref={ref} />);
}

/** Answers when too many wait for the same work. */
function busyPage(c: Context): Response {
  c.header('Retry-After', '20');
  return showPage(c, 503, <StatusPage {...busyTexts} />);
}

/** Answers when the database is away or takes no changes: nothing is wrong with what was asked for, nor for long. */
function awayPage(c: Context, ref: string): Response {
  c.header('Retry-After', '30');
  // Whoever sent a form goes back to it by the browser, which keeps what was typed.
  const button = c.req.method === 'GET' ? { label: awayTexts.retry, href: '' } : undefined;
  return showPage(
    c,
    503,
    <StatusPage title={awayTexts.title} message={awayTexts.message} ref={ref} button={button} />,
  );
}

/** Answers whoever did something too often, and says when to come back. */
export function tooManyPage(c: Context, waitMs: number): Response {
  const seconds = Math.ceil(waitMs / 1000);
  c.header('Retry-After', String(seconds));
  const minutes = Math.ceil(seconds / 60);
  return showPage(
    c,
    429,
    <StatusPage title={tooManyTexts.title} message={tooManyTexts.message(minutes)} />,
  );
}

/**
 * The browser's address: the connection's, or the one that the outermost of the trusted proxies saw. What a
 * client writes into the header itself stands further left and is never believed; nor is what is no address.
 */
export function browserAddress(c: Context, trustProxy: number): string {
  const seen = trustProxy > 0 ? forwardedFor(c, trustProxy) : '';
  return readIpAddress(seen) ?? readIpAddress(getConnInfo(c).remote.address ?? '') ?? 'unknown';
}

function forwardedFor(c: Context, trustProxy: number): string {
  return c.req.header('x-forwarded-for')?.split(',').at(-trustProxy)?.trim() ?? '';
}

/** Lets pages count what is odd. */
function countOddRequests({ database, log, trustProxy }: WebOptions): MiddlewareHandler {
  let isToldOfProxy = false;
  return async (c, next) => {
    const seen = trustProxy > 0 ? forwardedFor(c, trustProxy) : '';
    if (seen !== '' && readIpAddress(seen) === undefined && !isToldOfProxy) {
      isToldOfProxy = true;
      log.warn('X-Forwarded-For holds no IP address where TRUST_PROXY says the proxy wrote one');
    }
    c.set('countOdd', () => {
      const network = networkOf(browserAddress(c, trustProxy));
      return database.run((tx) => countAct(tx, oddRequests, network));
    });
    await next();
  };
}

/** Control characters in an address, where they are percent-encoded; tabs and line ends come along with pasted links. */
const controlCharacters = /%(?!0[9abd])(?:[01][\da-f]|7f|c2%[89][\da-f])/i;

const refuseOddAddresses: MiddlewareHandler = async (c, next) =>
  controlCharacters.test(c.req.url) ? await refuseOdd(c) : await next();

/** Lets through what pages and forms of ours send: reading, and forms from this very site. */
function refuseForeignRequests(origin: string): MiddlewareHandler {
  return async (c, next) => {
    const { method } = c.req;
    if (method === 'GET' || method === 'HEAD') return await next();
    if (method !== 'POST') return notAllowed(c, ['GET', 'HEAD', 'POST']);
    if (!isFromOwnPage(c, origin)) return statusPage(c, 403);
    const type = c.req.header('content-type') ?? '';
    const isForm = /^(application\/x-www-form-urlencoded|multipart\/form-data)\s*(;|$)/i.test(type);
    return isForm ? await next() : statusPage(c, 415);
  };
}

/**
 * The address of the page that is meant by one with a slash behind it, when that is to be read and there is such a
 * page. Paths of ours begin with one slash, so it never leads to another host.
 */
function withoutSlashBehind(web: Hono, c: Context): string | undefined {
  const { pathname, search } = new URL(c.req.url);
  if (!pathname.endsWith('/')) return undefined;
  const path = pathname.replace(/(?<!\/)\/+$/, '');
  const isPage = web.router.match('GET', path)[0].some(([[, route]]) => route.method === 'GET');
  return isPage && c.req.method !== 'POST' ? path + search : undefined;
}

function notAllowed(c: Context, methods: readonly string[]): Response {
  c.header('Allow', methods.join(', '));
  return statusPage(c, 405);
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
