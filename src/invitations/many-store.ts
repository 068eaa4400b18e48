import { randomUUID } from 'node:crypto';
import type { Tx } from '../platform/database/database.ts';
import {
  type Invitation as InvitationRow,
  Prisma,
} from '../platform/database/prisma-client/client.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { Invitee } from './many-rules.ts';
import type { AddressStanding, InviteDetails, Inviter } from './rules.ts';
import { invitationColumns, toInvitation } from './store.ts';

/** What there is of each of these canonical addresses; those of which there is nothing are left out. */
export async function findStandings(
  tx: Tx,
  workspaceId: WorkspaceId,
  addresses: readonly string[],
): Promise<Map<string, AddressStanding>> {
  const wanted = Prisma.sql`workspace_id = ${workspaceId}::uuid AND address = ANY(${addresses}::text[])`;
  const open = await tx.query<InvitationRow>(Prisma.sql`
    SELECT ${invitationColumns} FROM (
      SELECT * FROM invitations WHERE ${wanted} AND accepted_at IS NULL AND revoked_at IS NULL
    ) AS i`);
  const members = await tx.query<{ address: string }>(Prisma.sql`
    SELECT address FROM members WHERE ${wanted} AND closed_at IS NULL`);
  const invited = new Map(open.map((row) => [row.address, toInvitation(row)]));
  const joined = new Set(members.map(({ address }) => address));
  const known = new Set([...invited.keys(), ...joined]);
  return new Map(
    [...known].map((address) => [
      address,
      { open: invited.get(address), isMember: joined.has(address) },
    ]),
  );
}

/** What invitations have in common that are sent together. */
export interface SentTogether {
  readonly workspaceId: WorkspaceId;
  readonly inviter: Inviter;
  readonly expiresAt: Date;
  /** For all of them. */
  readonly details: InviteDetails;
}

/**
 * Writes new invitations when the work is over, in one statement; gives their ids in the same order. They are of one
 * moment, and sorted, so that lists have them in the order in which they were typed.
 */
export function saveNewInvitations(
  tx: Tx,
  { workspaceId, inviter, expiresAt, details }: SentTogether,
  invitees: readonly Invitee[],
): InvitationId[] {
  const ids = invitees.map(() => randomUUID() as InvitationId).sort();
  tx.defer(Prisma.sql`
    INSERT INTO invitations (id, workspace_id, email, address, role, suggested_name, message, valid_days,
      generation, invited_by_slack_user, invited_by_name, invited_by_member_id, invited_by_email, created_at, sent_at, expires_at)
    SELECT id, ${workspaceId}::uuid, email, address, role, suggested_name, ${details.message ?? null},
      ${details.validDays ?? null}::int, 1, ${inviter.slackUserId}, ${inviter.name},
      ${inviter.memberId ?? null}::uuid, ${inviter.address ?? null},
      ${tx.now}::timestamptz, ${tx.now}::timestamptz, ${expiresAt}::timestamptz
    FROM unnest(${ids}::uuid[], ${invitees.map(({ to }) => to.email)}::text[],
      ${invitees.map(({ to }) => to.address)}::text[], ${invitees.map(({ role }) => role)}::role[],
      ${invitees.map(({ suggestedName }) => suggestedName ?? null)}::text[]
    ) AS new (id, email, address, role, suggested_name)`);
  return ids;
}

/** Renews open invitations when the work is over: same rows and links, from now on with these roles and this inviter. */
export function saveRenewed(
  tx: Tx,
  { workspaceId, inviter, expiresAt, details }: SentTogether,
  renewed: readonly { readonly id: InvitationId; readonly invitee: Invitee }[],
): void {
  tx.defer(Prisma.sql`
    UPDATE invitations i SET email = new.email, role = new.role, sent_at = ${tx.now}::timestamptz,
      suggested_name = COALESCE(new.suggested_name, i.suggested_name), message = ${details.message ?? null},
      valid_days = ${details.validDays ?? null}::int, invited_by_email = ${inviter.address ?? null},
      expires_at = ${expiresAt}::timestamptz, invited_by_slack_user = ${inviter.slackUserId},
      invited_by_name = ${inviter.name}, invited_by_member_id = ${inviter.memberId ?? null}::uuid
    FROM unnest(${renewed.map(({ id }) => id)}::uuid[],
      ${renewed.map(({ invitee }) => invitee.to.email)}::text[],
      ${renewed.map(({ invitee }) => invitee.role)}::role[],
      ${renewed.map(({ invitee }) => invitee.suggestedName ?? null)}::text[]
    ) AS new (id, email, role, suggested_name)
    WHERE i.id = new.id AND i.workspace_id = ${workspaceId}::uuid`);
}

/** Writes that these invitations were revoked, those that are still open, when the work is over. */
export function saveRevokedMany(
  tx: Tx,
  workspaceId: WorkspaceId,
  ids: readonly InvitationId[],
): void {
  tx.defer(Prisma.sql`
    UPDATE invitations SET revoked_at = ${tx.now}::timestamptz
    WHERE workspace_id = ${workspaceId}::uuid AND id = ANY(${ids}::uuid[])
      AND accepted_at IS NULL AND revoked_at IS NULL`);
}
