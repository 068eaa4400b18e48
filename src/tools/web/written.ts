import { type Context, Hono } from 'hono';
import type { KoaContextWithOIDC } from 'oidc-provider';
import { protect } from '../../platform/web/protection.ts';

/** Has the provider answer with a page of ours, protected as all of them; its forms may lead on to these sites. */
export async function writePage(
  ctx: KoaContextWithOIDC,
  site: { readonly publicUrl: string; readonly authReturnHosts: readonly string[] },
  page: (c: Context) => Response | Promise<Response>,
  formOrigins: readonly string[] = [],
): Promise<void> {
  const pages = new Hono().use(protect({ ...site, formOrigins })).get('*', page);
  const response = await pages.request('/');
  ctx.status = response.status;
  for (const [name, value] of response.headers) ctx.set(name, value);
  ctx.body = await response.text();
}
