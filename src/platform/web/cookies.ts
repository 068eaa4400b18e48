import type { Context } from 'hono';
import { deleteCookie, setCookie } from 'hono/cookie';
import { parse } from 'hono/utils/cookie';

/** What decides how cookies are called and where browsers send them. */
export interface CookieSite {
  readonly publicUrl: string;
  /** The domain whose hosts all get the cookies that are for them; undefined for this very host only. */
  readonly authCookieDomain: string | undefined;
}

/** One of our cookies. Anybody can write anything into one. */
export interface Cookie {
  /** What it is called, with its prefix. */
  nameFor(site: CookieSite): string;
  set(c: Context, site: CookieSite, value: string, maxAgeMs: number): void;
  /** What the browser sent, if anything. */
  get(c: Context, site: CookieSite): string | undefined;
  /** The same from the header with all its cookies. */
  in(sent: string | undefined, site: CookieSite): string | undefined;
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
  const prefixes = { secure: '__Secure-', host: '__Host-' } as const;
  const nameFor = (site: CookieSite) => {
    const prefix = prefixOf(site);
    return prefix ? prefixes[prefix] + name : name;
  };
  const sentIn = (sent: string | undefined, site: CookieSite) => {
    const known = nameFor(site);
    return sent ? parse(sent, known)[known] : undefined;
  };
  return {
    nameFor,
    in: sentIn,
    get: (c, site) => sentIn(c.req.header('cookie'), site),
    set: (c, site, value, maxAgeMs) =>
      setCookie(c, name, value, { ...optionsOf(site), maxAge: maxAgeMs / 1000 }),
    clear: (c, site) => void deleteCookie(c, name, optionsOf(site)),
  };
}

/** The cookies that a browser sent, as it sent them, without those that are ours. */
export function cookiesBut(
  sent: string | undefined,
  { isOurs }: { readonly isOurs: (name: string) => boolean },
): string {
  // Quotes mean nothing here, as they mean nothing to browsers (RFC 6265, section 5.4).
  const pairs = (sent ?? '').split(';').map((pair) => pair.trim());
  return pairs.filter((pair) => pair !== '' && !isOurs(nameIn(pair))).join('; ');
}

function nameIn(pair: string): string {
  const [name = ''] = pair.replace(/^=/, '').split('=', 1);
  return name.trim();
}
