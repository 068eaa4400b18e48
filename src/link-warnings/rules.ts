/** A link of ours that somebody posted or is about to post. */
export interface SharedLink {
  /** Letter by letter as Slack gave it. */
  readonly url: string;
  readonly token: string;
}

const mostLinks = 20;

/**
 * The invite links among those of a message: of our own host, and of the shape of one. Whether they are
 * genuine is for the invitations to say.
 */
export function findInviteLinks(urls: readonly string[], publicUrl: string): SharedLink[] {
  const base = new URL(`${publicUrl}/join/`);
  return urls.slice(0, mostLinks).flatMap((url) => {
    if (!URL.canParse(url)) return [];
    const parsed = new URL(url);
    if (parsed.host !== base.host || !parsed.pathname.startsWith(base.pathname)) {
      return [];
    }
    // What follows the token (a slash, a full stop that was taken for part of the link) doesn't matter.
    const token = /^[A-Za-z0-9_-]+/.exec(parsed.pathname.slice(base.pathname.length))?.[0];
    return token ? [{ url, token }] : [];
  });
}
