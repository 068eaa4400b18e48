import {
  type DisplayNameProblem,
  type PasswordProblem,
  parseDisplayName,
  parsePassword,
} from '../../members/rules.ts';
import { addMember, isMembersAddress } from '../../members/use-cases.ts';
import { type AvatarProblem, makeAvatar } from '../../platform/avatar-picture.ts';
import type { Tx } from '../../platform/database.ts';
import { hashPassword } from '../../platform/password-hash.ts';
import type { Browser } from '../../sessions/rules.ts';
import { openSession } from '../../sessions/use-cases.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { recordAct } from '../../workspaces/use-cases.ts';
import type { InvitationDeps } from '../deps.ts';
import { checkInviteToken, readInviteToken } from '../invite-link.ts';
import { type DeadLink, type Invitation, invitationStatus, type JoinRefusal } from '../rules.ts';
import { claimInvitation, findInvitationOfToken } from '../store.ts';

/** An invitation as the holder of its link may see it. */
export interface OpenedInvitation {
  readonly invitation: Invitation;
  readonly workspaceName: string;
}

/** Why a link doesn't work, and what its holder may know about it. */
export interface ClosedInvitation {
  readonly state: DeadLink;
  readonly opened: OpenedInvitation | undefined;
}

/** Looks an invite link up. Changes nothing: scanners and link previews open every link. */
export async function openInvitation(
  deps: InvitationDeps,
  token: string,
): Promise<Outcome<OpenedInvitation, ClosedInvitation>> {
  return await deps.database.read((tx) => lookUp(tx, deps, token));
}

async function lookUp(
  tx: Tx,
  deps: InvitationDeps,
  token: string,
): Promise<Outcome<OpenedInvitation, ClosedInvitation>> {
  const parts = readInviteToken(token);
  const opened = parts && (await findInvitationOfToken(tx, parts.invitationId));
  if (!opened) return refused({ state: 'unknown', opened: undefined });
  const genuine = checkInviteToken(deps.secrets, parts, opened.invitation.generation);
  if (genuine === 'forged') return refused({ state: 'unknown', opened: undefined });
  const status = invitationStatus(opened.invitation, tx.now);
  if (status !== 'pending') return refused({ state: status, opened });
  return genuine === 'current' ? done(opened) : refused({ state: 'replaced', opened });
}

/** What an invitee typed on the sign-up page. */
export interface SignUpForm {
  readonly displayName: string;
  readonly password: string;
  readonly avatar: Uint8Array | undefined;
}

/** What is wrong with it, field by field. */
export interface SignUpProblems {
  readonly displayName?: DisplayNameProblem;
  readonly password?: PasswordProblem;
  readonly avatar?: AvatarProblem;
}

export type JoinFailure =
  | { readonly kind: 'form'; readonly problems: SignUpProblems; readonly opened: OpenedInvitation }
  | { readonly kind: 'link'; readonly state: JoinRefusal; readonly opened?: OpenedInvitation };

/**
 * Makes the holder of an invite link a member and signs their browser in; gives the session's token. Of
 * many at once with one link exactly one succeeds; the others get the state that won.
 */
export async function joinWorkspace(
  deps: InvitationDeps,
  token: string,
  form: SignUpForm,
  browser: Browser,
): Promise<Outcome<string, JoinFailure>> {
  const before = await openInvitation(deps, token);
  if (!before.ok) return refused(linkFailure(before.refusal));
  const account = await readSignUp(form, deps.passwordMinLength);
  if (!account.ok) {
    return refused({ kind: 'form', problems: account.refusal, opened: before.value });
  }
  const { displayName, avatarWebp } = account.value;
  // Slow on purpose, so outside the transaction.
  const passwordHash = await hashPassword(account.value.password);
  return await deps.database.transaction(async (tx) => {
    const opened = await lookUp(tx, deps, token);
    if (!opened.ok) return refused(linkFailure(opened.refusal));
    const { workspaceId, address } = opened.value.invitation;
    if (await isMembersAddress(tx, workspaceId, address)) {
      return refused({ kind: 'link', state: 'already_member', opened: opened.value });
    }
    const invitation = await claimInvitation(tx, opened.value.invitation);
    if (!invitation) {
      const now = await lookUp(tx, deps, token);
      return refused(now.ok ? { kind: 'link', state: 'unknown' } : linkFailure(now.refusal));
    }
    const { id: invitationId, email, role } = invitation;
    const columns = { workspaceId, invitationId, email, address, role, displayName };
    const member = await addMember(tx, { ...columns, passwordHash, avatarWebp });
    await recordAct(tx, workspaceId, {
      actor: displayName,
      act: 'member_joined',
      subject: email,
      detail: { role, invitedBy: invitation.invitedByName },
    });
    return done(await openSession(tx, { workspaceId, memberId: member.id, browser }));
  });
}

function linkFailure(closed: ClosedInvitation): JoinFailure {
  return { kind: 'link', state: closed.state, ...(closed.opened && { opened: closed.opened }) };
}

interface Account {
  readonly displayName: string;
  readonly password: string;
  readonly avatarWebp: Uint8Array | undefined;
}

async function readSignUp(
  form: SignUpForm,
  passwordMinLength: number,
): Promise<Outcome<Account, SignUpProblems>> {
  const displayName = parseDisplayName(form.displayName);
  const password = parsePassword(form.password, passwordMinLength);
  const avatar = form.avatar ? await makeAvatar(form.avatar) : done(undefined);
  if (displayName.ok && password.ok && avatar.ok) {
    return done({
      displayName: displayName.value,
      password: password.value,
      avatarWebp: avatar.value,
    });
  }
  return refused({
    ...(!displayName.ok && { displayName: displayName.refusal }),
    ...(!password.ok && { password: password.refusal }),
    ...(!avatar.ok && { avatar: avatar.refusal }),
  });
}
