import type { Context, MiddlewareHandler } from 'hono';
import { secureHeaders } from 'hono/secure-headers';
import { secretFolders } from '../../shared/secret-paths.ts';

/** Whoever knows such an address gets in by it. */
const secretAddress = new RegExp(`^/(?:${secretFolders.join('|')})/`);

/**
 * Every answer's headers. A route may set Cache-Control for what isn't personal, and X-Robots-Tag for what
 * search engines may show.
 */
export function protect(options: {
  publicUrl: string;
  authReturnHosts: readonly string[];
  /** Sites that forms of this page may lead on to. */
  formOrigins?: readonly string[];
}): MiddlewareHandler {
  const { protocol } = new URL(options.publicUrl);
  const isHttps = protocol === 'https:';
  const headers = secureHeaders({
    contentSecurityPolicy: {
      defaultSrc: ["'none'"],
      scriptSrc: ["'self'"],
      styleSrc: ["'self'"],
      // No script of ours asks for anything; but browsers' tools read robots.txt by this rule.
      connectSrc: ["'self'"],
      // blob: is the preview of a picture that was just chosen.
      imgSrc: ["'self'", 'blob:'],
      // Browsers hold redirects after a form to this list too.
      formAction: [
        "'self'",
        ...options.authReturnHosts.map((host) => `${protocol}//${host}`),
        ...(options.formOrigins ?? []),
      ],
      frameAncestors: ["'none'"],
      baseUri: ["'none'"],
    },
    xFrameOptions: 'DENY',
    crossOriginOpenerPolicy: 'same-origin',
    // Other sites learn nothing, and browsers still tell us which site a form is from: see docs/decisions/010.
    referrerPolicy: 'same-origin',
    strictTransportSecurity: isHttps ? 'max-age=31536000' : false,
  });
  return async (c, next) => {
    await headers(c, next);
    if (secretAddress.test(c.req.path)) c.header('Referrer-Policy', 'strict-origin');
    if (!c.res.headers.has('Cache-Control')) c.header('Cache-Control', 'no-store');
    if (!c.res.headers.has('X-Robots-Tag')) c.header('X-Robots-Tag', 'noindex');
  };
}

/**
 * Whether a form was sent by one of our own pages. Browsers say where a request comes from (OWASP CSRF
 * Prevention, "Fetch Metadata"); older ones only give the Origin. Whoever says neither is refused.
 */
export function isFromOwnPage(c: Context, origin: string): boolean {
  const site = c.req.header('sec-fetch-site');
  return site ? site === 'same-origin' : c.req.header('origin') === origin;
}
