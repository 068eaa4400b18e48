import { isBehindProxy, type Preset } from './preset-rules.ts';

/** Where a proxy says what for it asks: the headers of nginx's example, and those of Caddy and Traefik. */
export interface ProxyHeaders {
  /** X-Original-URL. */
  readonly url: string | undefined;
  /** X-Forwarded-Proto, -Host and -Uri. */
  readonly proto: string | undefined;
  readonly host: string | undefined;
  readonly uri: string | undefined;
}

/** The whole address that a browser asked the proxy for, as far as it was said. */
export function askedAddress({ url, proto, host, uri }: ProxyHeaders): string | undefined {
  if (url) return url;
  return host && uri ? `${proto ?? 'https'}://${host}${uri}` : undefined;
}

/**
 * Every host that is named, by whichever header: a proxy writes one of them and hands on what a browser makes up in the
 * others, and what is named beside the true one can only close more. Undefined when none is, or one can't be read: then
 * it may be any.
 */
export function namedHosts({
  url,
  host,
}: Pick<ProxyHeaders, 'url' | 'host'>): string[] | undefined {
  const addresses = [
    ...(url === undefined ? [] : [url]),
    ...(host === undefined ? [] : host.split(',').map((each) => `https://${each.trim()}`)),
  ];
  const hosts = addresses.map(hostOf);
  const known = hosts.filter((each) => each !== undefined);
  return known.length > 0 && known.length === hosts.length ? known : undefined;
}

/**
 * The host of an address as hosts are compared: without a port, as proxies go by names, and without a dot at its end,
 * with which they take it for the same.
 */
export function hostOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  const { hostname } = new URL(address);
  return hostname.replace(/\.+$/, '') || undefined;
}

/** The host by which proxies name a tool; none of one that signs people in itself. */
export function proxyHost(tool: { preset: Preset; address: string }): string | undefined {
  return isBehindProxy(tool.preset) ? hostOf(tool.address) : undefined;
}

/**
 * Those of the hosts that get the cookie for proxies: elsewhere people would be sent to and fro for ever. The cookie goes
 * to our own host at any port, and to those of the shared domain.
 */
export function hostsReached(
  hosts: readonly string[],
  site: { readonly publicUrl: string; readonly authCookieDomain: string | undefined },
): string[] {
  const own = new URL(site.publicUrl).hostname;
  const { authCookieDomain: domain } = site;
  return hosts.filter((host) => {
    const name = hostOf(`https://${host}`);
    return name === own || (domain && (name === domain || name?.endsWith(`.${domain}`)));
  });
}

/** What the operator has set about tools behind a proxy. */
export interface ProxySite {
  readonly publicUrl: string;
  readonly authCookieDomain: string | undefined;
  readonly authReturnHosts: readonly string[];
  readonly authTeams: readonly string[] | undefined;
  readonly isByOauth: boolean;
}

/** What the operator would have to set first, before a tool behind a proxy can be at this host. */
export function proxyProblem(
  host: string,
  team: { readonly slackTeamId: string },
  site: ProxySite,
): 'host_not_allowed' | 'team_not_allowed' | undefined {
  const { authTeams, isByOauth } = site;
  const isLetIn = authTeams ? authTeams.includes(team.slackTeamId) : !isByOauth;
  if (!isLetIn) return 'team_not_allowed';
  const reached = hostsReached(site.authReturnHosts, site).map((each) => hostOf(`https://${each}`));
  const isKnown = host === new URL(site.publicUrl).hostname || reached.includes(host);
  return isKnown ? undefined : 'host_not_allowed';
}
