import type { Statement, Tx } from '../platform/database/database.ts';
import {
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import { after } from '../shared/clock.ts';
import type { InvitationId } from '../shared/ids.ts';
import type { PromisedTool } from '../tools/given-rules.ts';
import { promisedTools } from './promised-store.ts';
import { askAgainPauseMs, type Invitation } from './rules.ts';
import { invitationColumns, toInvitation } from './store.ts';

// Plain SQL: whoever opens a link or joins waits for these, and each is one statement.

/** An invitation with what is needed of its workspace. */
export interface InvitationOfToken {
  readonly invitation: Invitation;
  readonly workspaceName: string;
  readonly slackTeamId: string;
  readonly allowedDomains: readonly string[];
  /** Whether one more member would be within the seat limit; the invitation's own seat is taken already. */
  readonly hasSeat: boolean;
  /** Whether the team removed the app from Slack, so that nobody can manage the workspace. */
  readonly isUninstalled: boolean;
  /** Whether the address belongs to a member. */
  readonly isMembers: boolean;
  /** What whoever joins by it can open then. */
  readonly tools: readonly PromisedTool[];
  /** The address of the inviter's account, or where they never had one in Slack; null when there is none, or no more. */
  readonly inviterEmail: string | null;
  /** The first generation whose links went to the present address. */
  readonly addressSince: number;
  /** When somebody asked for a new one by its dead link; undefined when that was longer than a day ago. */
  readonly askedAgainAt: Date | undefined;
  /** Stands for all of it as it is in the database, so that it can be told whether any of it has changed. */
  readonly fingerprint: string;
}

/** What {@link findInvitationOfToken} selects. */
type FoundRow = InvitationRow & Omit<InvitationOfToken, 'invitation' | 'askedAgainAt'>;

/** Whether the address of `i` belongs to a member. */
const isMembers = Prisma.sql`EXISTS (
  SELECT 1 FROM members m
  WHERE m.workspace_id = i.workspace_id AND m.address = i.address AND m.closed_at IS NULL)`;

/** How many members there are is kept, as to count them takes as long as there are many. */
const hasSeat = Prisma.sql`CASE WHEN w.seat_limit IS NULL THEN TRUE ELSE w.seat_limit > COALESCE((
  SELECT sum(k.count) FROM kept_counts k WHERE k.workspace_id = w.id AND k.kind = 'member'), 0) END`;

/** Whether `w` had the app, and has not any more. */
const isUninstalled = Prisma.sql`COALESCE((
  SELECT x.uninstalled_at IS NOT NULL FROM installations x WHERE x.slack_id = w.slack_team_id), FALSE)`;

/** The same as one row `f`, or none. */
const found = (id: InvitationId): Statement => Prisma.sql`
  (SELECT ${invitationColumns}, i.address_since AS "addressSince", w.name AS "workspaceName", w.slack_team_id AS "slackTeamId",
      w.allowed_domains AS "allowedDomains", ${isMembers} AS "isMembers",
      ${hasSeat} AS "hasSeat", ${isUninstalled} AS "isUninstalled", ${promisedTools} AS tools,
      CASE WHEN i.invited_by_member_id IS NULL THEN i.invited_by_email ELSE (
        SELECT m.email FROM members m WHERE m.id = i.invited_by_member_id AND m.closed_at IS NULL)
      END AS "inviterEmail"
    FROM invitations i JOIN workspaces w ON w.id = i.workspace_id
    WHERE i.id = ${id}::uuid) f`;

const fingerprint = Prisma.sql`md5(f::text)`;

/** The invitation that a token names, at one moment. For looking tokens up only. */
export async function findInvitationOfToken(
  tx: Tx,
  id: InvitationId,
): Promise<InvitationOfToken | undefined> {
  const [row] = await tx.query<FoundRow>(
    Prisma.sql`SELECT f.*, ${fingerprint} AS fingerprint FROM ${found(id)}`,
  );
  return row && toInvitationOfToken(row, tx.now);
}

/** Such a row, at a moment. */
function toInvitationOfToken(row: FoundRow, now: Date): InvitationOfToken {
  const { workspaceName, slackTeamId, allowedDomains, inviterEmail, addressSince } = row;
  const dayAgo = after(now, -askAgainPauseMs);
  const askedAgainAt = row.askedAgainAt && row.askedAgainAt > dayAgo ? row.askedAgainAt : undefined;
  return {
    invitation: toInvitation(row),
    workspaceName,
    slackTeamId,
    allowedDomains,
    isMembers: row.isMembers,
    tools: row.tools,
    hasSeat: row.hasSeat,
    isUninstalled: row.isUninstalled,
    inviterEmail,
    addressSince,
    askedAgainAt,
    fingerprint: row.fingerprint,
  };
}

/**
 * Marks the invitation as accepted if all of it is as it was found and it hasn't expired meanwhile: one statement, so that of
 * many at once only one gets it. Returns a row then; none to those who come too late, nor if the Slack user as whom somebody
 * joins is a member already.
 */
export function claimInvitation(
  { invitation: { id, workspaceId, generation }, fingerprint: before }: InvitationOfToken,
  now: Date,
  slackUserId?: string,
): Statement {
  const isFree =
    slackUserId === undefined
      ? Prisma.empty
      : Prisma.sql`AND NOT EXISTS (SELECT 1 FROM members t WHERE t.workspace_id = ${workspaceId}::uuid
          AND t.slack_user_id = ${slackUserId} AND t.closed_at IS NULL)`;
  return Prisma.sql`
    UPDATE invitations SET accepted_at = ${now} FROM ${found(id)}
    WHERE ${fingerprint} = ${before} AND invitations.id = ${id}::uuid
      AND invitations.workspace_id = ${workspaceId}::uuid AND invitations.generation = ${generation}
      AND invitations.accepted_at IS NULL AND invitations.revoked_at IS NULL
      AND invitations.expires_at > ${now} ${isFree}
    RETURNING 1`;
}
