import { inviteTokenLength } from '../invitations/rules.ts';
import { tokenIn } from '../shared/link-token.ts';

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
    const token = tokenIn(parsed.pathname.slice(base.pathname.length), inviteTokenLength);
    return token ? [{ url, token }] : [];
  });
}
