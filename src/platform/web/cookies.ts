import type { Context } from 'hono';
import { deleteCookie, getCookie, setCookie } from 'hono/cookie';

/** What decides how cookies are called and where browsers send them. */
export interface CookieSite {
  readonly publicUrl: string;
  /** The domain whose hosts all get the cookies that are for them; undefined for this very host only. */
  readonly authCookieDomain: string | undefined;
}

/** One of our cookies. Anybody can write anything into one. */
export interface Cookie {
  set(c: Context, site: CookieSite, value: string, maxAgeMs: number): void;
  /** What the browser sent, if anything. */
  get(c: Context, site: CookieSite): string | undefined;
  clear(c: Context, site: CookieSite): void;
}

/** A cookie of this name: for this host alone or, `acrossHosts`, for those of the site's domain, if it has one. */
export function cookie(name: string, { acrossHosts = false } = {}): Cookie {
  const domainOf = (site: CookieSite) => (acrossHosts ? site.authCookieDomain : undefined);
  // The prefix binds the cookie to https, and __Host- to exactly this host; without https there is none.
  const prefixOf = (site: CookieSite): 'secure' | 'host' | undefined => {
    if (!site.publicUrl.startsWith('https:')) return undefined;
    return domainOf(site) ? 'secure' : 'host';
  };
  const optionsOf = (site: CookieSite) => {
    const [domain, prefix] = [domainOf(site), prefixOf(site)];
    return {
      path: '/',
      httpOnly: true,
      secure: site.publicUrl.startsWith('https:'),
      // Lax: people come in by links from their mail.
      sameSite: 'Lax',
      ...(domain && { domain }),
      ...(prefix && { prefix }),
    } as const;
  };
  return {
    set: (c, site, value, maxAgeMs) =>
      setCookie(c, name, value, { ...optionsOf(site), maxAge: maxAgeMs / 1000 }),
    get(c, site) {
      const prefix = prefixOf(site);
      return prefix ? getCookie(c, name, prefix) : getCookie(c, name);
    },
    clear: (c, site) => void deleteCookie(c, name, optionsOf(site)),
  };
}
