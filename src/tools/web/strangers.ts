import type { Context } from 'hono';
import type { Database } from '../../platform/database/database.ts';
import { countAct, networkOf } from '../../platform/database/rate-limit.ts';
import { protect } from '../../platform/web/protection.ts';
import { browserAddress, tooManyPage } from '../../platform/web/server.tsx';
import { oidcPath } from '../rules.ts';

/**
 * Where something is kept of every browser that comes, whoever it is. Enough for an office in the morning, too few to
 * fill a disk by.
 */
const keepingPaths = new Set([`${oidcPath}/auth`, `${oidcPath}/sign-out`]);
const strangers = { name: 'oidc_network', max: 300, windowMs: 600_000, byNetwork: true };

/** Counts a browser that isn't signed in; gives how long its network must wait, or 0. */
export async function strangersWait(
  c: Context,
  { database, trustProxy }: { readonly database: Database; readonly trustProxy: number },
): Promise<number> {
  if (!keepingPaths.has(c.req.path)) return 0;
  const network = networkOf(browserAddress(c, trustProxy));
  return await database.run((tx) => countAct(tx, strangers, network));
}

/** Says so, with a page as protected as all of ours. */
export async function refuseStranger(
  c: Context,
  site: Parameters<typeof protect>[0],
  waitMs: number,
): Promise<Response> {
  await protect(site)(c, async () => {
    c.res = tooManyPage(c, waitMs);
  });
  return c.res;
}
