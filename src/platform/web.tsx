import { getConnInfo } from '@hono/node-server/conninfo';
import { type Context, Hono, type MiddlewareHandler } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { secureHeaders } from 'hono/secure-headers';
import type { HtmlEscapedString } from 'hono/utils/html';
import type { StatusCode } from 'hono/utils/http-status';
import { findAsset } from './assets.ts';
import { reportFault } from './error-boundary.ts';
import type { Logger } from './logger.ts';
import { renderPage } from './page.tsx';
import { StatusPage } from './status-page.tsx';

export interface WebOptions {
  readonly publicUrl: string;
  /** How many proxies in front may be believed about the browser's address. */
  readonly trustProxy: number;
  readonly log: Logger;
}

/** Room for a 5 MB picture and the form around it. */
const largestBody = 6 * 1024 * 1024;

/** The web side without any page of a feature: protection, files, and the pages for errors. */
export function createWeb({ publicUrl, log }: WebOptions): Hono {
  const web = new Hono();
  web.use(logRequests(log));
  web.use(protect(publicUrl));
  web.use(refuseCrossSite(new URL(publicUrl).origin));
  web.use(bodyLimit({ maxSize: largestBody, onError: (c) => statusPage(c, 413, tooLarge) }));
  web.get('/assets/:name', (c) => {
    const asset = findAsset(c.req.path);
    if (!asset) return c.notFound();
    c.header('Cache-Control', 'public, max-age=31536000, immutable');
    return c.body(asset.body, 200, { 'Content-Type': asset.contentType });
  });
  web.notFound((c) => statusPage(c, 404, notFound));
  web.onError((error, c) => {
    const ref = reportFault(log, error, { at: 'web', route: c.req.routePath });
    return showPage(
      c,
      500,
      <StatusPage
        title="Something went wrong"
        message="It is our fault, and we have noted it. Please try again in a moment; if it stays, give the reference to an admin of your workspace."
        ref={ref}
      />,
    );
  });
  return web;
}

interface StatusText {
  readonly title: string;
  readonly message: string;
}

const tooLarge: StatusText = {
  title: 'That is too large',
  message: 'Pictures may have up to 5 MB. Go back and choose a smaller one.',
};
const notFound: StatusText = {
  title: 'There is no such page',
  message: 'Check the address; if it came in a message, make sure that all of it was copied.',
};
const crossSite: StatusText = {
  title: 'This form came from somewhere else',
  message: 'For your safety it was not accepted. Open the page itself and send it from there.',
};

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
export function statusPage(c: Context, status: StatusCode, text: StatusText): Response {
  return showPage(c, status, <StatusPage {...text} />);
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

/** Every answer's headers. Features may relax Cache-Control for what isn't personal. */
function protect(publicUrl: string): MiddlewareHandler {
  const isHttps = publicUrl.startsWith('https:');
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // blob: is the preview of a picture that was just chosen.
      imgSrc: ["'self'", 'blob:'],
      formAction: ["'self'"],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: 'DENY',
    crossOriginOpenerPolicy: 'same-origin',
    // Without https, browsers tell a form's origin only in a Referer's company; it stays on our own site.
    referrerPolicy: isHttps ? 'no-referrer' : 'same-origin',
    strictTransportSecurity: isHttps ? 'max-age=31536000' : false,
  });
  return async (c, next) => {
    await headers(c, next);
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    c.header('X-Robots-Tag', 'noindex');
  };
}

/**
 * Lets only our own pages send forms. Browsers say where a request comes from (OWASP CSRF Prevention, "Fetch
 * Metadata"); older ones only give the Origin. Whoever says neither is refused.
 */
function refuseCrossSite(origin: string): MiddlewareHandler {
  return async (c, next) => {
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return await next();
    const site = c.req.header('sec-fetch-site');
    const isOwn = site ? site === 'same-origin' : c.req.header('origin') === origin;
    return isOwn ? await next() : statusPage(c, 403, crossSite);
  };
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
