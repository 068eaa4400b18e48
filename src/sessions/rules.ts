import type { Member } from '../members/rules.ts';
import type { Workspace } from '../workspaces/rules.ts';

const day = 86_400_000;

/** A session ends when it wasn't used for this long… */
export const idleLimitMs = 14 * day;
/** …and at the latest this long after sign-in. */
export const absoluteLimitMs = 30 * day;
/** How stale "last seen" may get before it is written again. */
export const lastSeenStepMs = 5 * 60_000;

/** What is known of a browser. */
export interface Browser {
  readonly userAgent: string;
  readonly ipAddress: string;
}

/** A signed-in browser: who it belongs to, as they are now. */
export interface SignedIn {
  readonly member: Member;
  readonly workspace: Workspace;
}
