import type { Hono } from 'hono';
import { picturePath } from '../rules.ts';
import { findPictureAt } from '../use-cases/picture.ts';

/** The pictures of members, for tools and on their pages. */
export function pictureRoute(web: Hono, deps: Parameters<typeof findPictureAt>[0]): void {
  web.get(`${picturePath}/:memberId/:code`, async (c) => {
    const webp = await findPictureAt(deps, c.req.param());
    if (!webp) return c.notFound();
    return c.body(webp, 200, {
      'Content-Type': 'image/webp',
      // Asked for again each time: with the member the picture goes.
      'Cache-Control': 'private, no-cache',
      'Content-Security-Policy': "default-src 'none'",
      'Cross-Origin-Resource-Policy': 'cross-origin',
      'X-Content-Type-Options': 'nosniff',
    });
  });
}
