import { enqueue } from '../../delivery/enqueue.ts';
import { type Actor, actorName, type Role, type SlackPerson } from '../../members/rules.ts';
import { isMembersAddress, resolveActor } from '../../members/use-cases.ts';
import type { Tx } from '../../platform/database.ts';
import { once } from '../../platform/seen-requests.ts';
import { after } from '../../shared/clock.ts';
import { type EmailAddress, parseEmailAddress } from '../../shared/email-address.ts';
import type { InvitationId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { holdWorkspace, recordAct } from '../../workspaces/use-cases.ts';
import type { InvitationDeps } from '../deps.ts';
import { type InviteRefusal, inviteEmailNotice } from '../rules.ts';
import { findOpenInvitation, renewInvitation, saveInvitation } from '../store.ts';

/**
 * Invites an address: one new invitation, or the open one renewed, and the e-mail on its way, all in one
 * transaction. `requestKey` names the click that asked; the same click twice invites once.
 */
export async function inviteMember(
  deps: InvitationDeps,
  request: {
    workspace: Workspace;
    person: SlackPerson;
    typedEmail: string;
    role: Role;
    requestKey: string;
  },
): Promise<Outcome<InvitationId, InviteRefusal>> {
  const { workspace, person, role, requestKey } = request;
  const to = parseEmailAddress(request.typedEmail);
  if (!to.ok) return to;
  return await deps.database.transaction(async (tx) => {
    await holdWorkspace(tx, workspace.id);
    const actor = await resolveActor(tx, workspace, person);
    if (!actor.isAdmin) return refused('not_an_admin');
    if (await isMembersAddress(tx, workspace.id, to.value.address)) {
      return refused('already_member');
    }
    return await once(tx, workspace.id, `${requestKey} ${to.value.address}`, async () =>
      done(await sendInvitation(tx, deps, { workspace, actor, to: to.value, role })),
    );
  });
}

async function sendInvitation(
  tx: Tx,
  deps: InvitationDeps,
  request: { workspace: Workspace; actor: Actor; to: EmailAddress; role: Role },
): Promise<InvitationId> {
  const { workspace, actor, to, role } = request;
  const name = actorName(actor);
  const wanted = {
    workspaceId: workspace.id,
    to,
    role,
    inviter: { slackUserId: actor.person.userId, name, memberId: actor.member?.id },
    expiresAt: after(tx.now, deps.inviteTtlMs),
  };
  const open = await findOpenInvitation(tx, workspace.id, to.address);
  const invitation = open
    ? await renewInvitation(tx, open.id, wanted)
    : await saveInvitation(tx, wanted);
  await enqueue(tx, {
    workspaceId: workspace.id,
    invitationId: invitation.id,
    channel: 'email',
    notice: inviteEmailNotice,
    recipient: to.email,
  });
  await recordAct(tx, workspace.id, {
    actor: name,
    act: open ? 'invitation_renewed' : 'invitation_sent',
    subject: to.email,
    detail: { role },
  });
  return invitation.id;
}
