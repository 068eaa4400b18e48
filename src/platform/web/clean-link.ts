import type { MiddlewareHandler } from 'hono';
import { tokenIn } from '../../shared/link-token.ts';

/**
 * Leads whoever opens /…/:token with something pasted behind the token to the link itself, before it is
 * looked up. `length` is that of such tokens.
 */
export function cleanLink(folder: string, length: number): MiddlewareHandler {
  return async (c, next) => {
    const pasted = c.req.param('token') ?? '';
    const token = tokenIn(pasted, length);
    return token === undefined || token === pasted
      ? await next()
      : c.redirect(`/${folder}/${token}`, 302);
  };
}
