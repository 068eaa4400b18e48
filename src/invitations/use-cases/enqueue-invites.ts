import { enqueueAbout, saveDeliveries } from '../../delivery/api.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { type Invitation, inviteDmNotice, inviteEmailNotice } from '../rules.ts';

/** An invitation, as far as letters need it. */
type Addressed = Pick<Invitation, 'id' | 'email' | 'address'>;

/**
 * Puts the emails with the links on their way, and the DMs for the case that the invitees are in Slack already, in place
 * of earlier ones that still wait. All of one workspace.
 */
export function enqueueInvites(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitations: readonly Addressed[],
  dueAt?: Date,
): void {
  enqueueAbout(tx, { workspaceId, ...inviteEmail }, invitations.map(toEmail), dueAt);
  enqueueAbout(tx, { workspaceId, ...inviteDm }, invitations.map(toDm), dueAt);
}

/** The same for invitations that are new, of which nothing can be waiting. */
export function enqueueFirstInvites(
  tx: Tx,
  workspaceId: WorkspaceId,
  invitations: readonly Addressed[],
  dueAt?: Date,
): void {
  saveDeliveries(
    tx,
    invitations.flatMap((invitation) => [
      { workspaceId, ...inviteEmail, ...toEmail(invitation) },
      { workspaceId, ...inviteDm, ...toDm(invitation) },
    ]),
    dueAt,
  );
}

const inviteEmail = { channel: 'email', notice: inviteEmailNotice } as const;
const inviteDm = { channel: 'slack_dm', notice: inviteDmNotice } as const;
const toEmail = ({ id, email }: Addressed) => ({ invitationId: id, recipient: email });
const toDm = ({ id, address }: Addressed) => ({ invitationId: id, recipient: address });
