import type { SlackState } from './state.ts';

const tokens =
  /<(?:[@#!]|https?:|mailto:)[^<>]+>|https?:\/\/[^\s<>]+|(?<![\w.+-])@[a-z0-9._-]+|[&<>]/gi;
const trailing = /[.,;:!?)\]'"]+$/;

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/**
 * What a person typed, as Slack keeps and sends it: links and mentions in angle brackets, `&<>`
 * escaped. What is in angle brackets already stays.
 */
export function encodeTyped(state: SlackState, text: string): string {
  return text.replace(tokens, (token) => {
    if (token.length > 1 && token.startsWith('<')) return token;
    if (token.startsWith('@')) {
      const user = state.users.find((one) => one.name === token.slice(1).toLowerCase());
      return user ? `<@${user.id}|${user.name}>` : groupMention(state, token);
    }
    if (!token.toLowerCase().startsWith('http')) return escaped(token);
    const end = trailing.exec(token)?.[0] ?? '';
    const url = token.slice(0, token.length - end.length);
    return `<${escaped(url)}>${escaped(end)}`;
  });
}

function groupMention({ team, userGroups }: SlackState, token: string): string {
  const handle = token.slice(1).toLowerCase();
  const group = userGroups.find((one) => one.handle === handle && !one.isDisabled);
  return group && team.hasUserGroups !== false ? `<!subteam^${group.id}|@${group.handle}>` : token;
}

/** The http and https links in such a text, each once, in order, no longer escaped. */
export function linksIn(encoded: string): string[] {
  const found = [...encoded.matchAll(/<(https?:\/\/[^<>|]+)(?:\|[^<>]*)?>/gi)];
  const urls = found.map(([, url]) => (url ?? '').replaceAll('&lt;', '<').replaceAll('&gt;', '>'));
  return [...new Set(urls.map((url) => url.replaceAll('&amp;', '&')))];
}

/** Those links that belong to the app's unfurl domains; any port counts, sub-domains too. */
export function ownLinks(
  links: readonly string[],
  domains: readonly string[],
): { url: string; domain: string }[] {
  return links.flatMap((url) => {
    const domain = URL.canParse(url) ? new URL(url).hostname.toLowerCase() : '';
    const isOwn = domains.some((own) => domain === own || domain.endsWith(`.${own}`));
    return isOwn ? [{ url, domain }] : [];
  });
}
