import { inviteTokenLength, type ManageRefusal } from '../invitations/rules.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import { tokenIn } from '../shared/link-token.ts';

/** A link of ours that somebody posted or is about to post. */
export interface SharedLink {
  /** Letter by letter as Slack gave it. */
  readonly url: string;
  readonly token: string;
}

/**
 * The invite links among those of a message: of our own host, and of the shape of one. Whether they are
 * genuine is for the invitations to say.
 */
export function findInviteLinks(urls: readonly string[], publicUrl: string): SharedLink[] {
  const base = new URL(`${publicUrl}/join/`);
  return urls.flatMap((url) => {
    if (!URL.canParse(url)) return [];
    const parsed = new URL(url);
    if (parsed.host !== base.host || !parsed.pathname.startsWith(base.pathname)) {
      return [];
    }
    const token = tokenIn(parsed.pathname.slice(base.pathname.length), inviteTokenLength);
    return token ? [{ url, token }] : [];
  });
}

/** What stands for the token in links that are kept; browsers and Slack escape such signs. */
const noToken = '{}';

/**
 * A link without its token, wherever that stands in it: the database must not hold what lets somebody in. Only that there
 * was one is kept of a link in which another token may stand, or this one not as it is.
 */
export function withoutToken(url: string, token: string): string {
  const kept = url.replaceAll(token, noToken);
  return kept === url || mayHoldToken(kept) ? noToken : kept;
}

/** However a token is broken, escaped or scattered, it takes as many letters and digits. Our own host may be long. */
function mayHoldToken(kept: string): boolean {
  const behindHost = kept.replace(/^https?:\/\/[^/\\?#@]*\//i, '');
  return behindHost.replace(/[^A-Za-z0-9_-]/g, '').length >= inviteTokenLength;
}

/** The link as it was posted; undefined when only that there was one is kept. */
export function withToken(kept: string, token: string): string | undefined {
  return kept === noToken ? undefined : kept.replaceAll(noToken, () => token);
}

/** Whether a conversation is between two people: then whoever was sent a link is the only one who sees it. */
export function isBetweenTwo(channel: string): boolean {
  return channel.startsWith('D');
}

/** A message in which invite links were posted. */
export interface Sharing {
  readonly workspaceId: WorkspaceId;
  readonly channel: string;
  readonly messageTs: string;
}

/** An invitation whose links stand in a message: which of its links, and how they are written there. */
export interface PostedLinks {
  readonly invitationId: InvitationId;
  readonly generation: number;
  /** With {} in place of the token, which the database doesn't keep; {} alone where nothing else is kept either. */
  readonly urls: readonly string[];
}

/** A message in Slack. */
export type PostedPlace = Pick<Sharing, 'channel' | 'messageTs'>;

/** The same as it is remembered. */
export interface KnownSharing extends Sharing, PostedLinks {
  /** Slack's time stamp of the warning to everybody there. */
  readonly warningTs: string | undefined;
}

/** What came of replacing the links of a message. */
export interface ReplacedLinks {
  readonly replaced: number;
  readonly refusals: readonly ManageRefusal[];
}
