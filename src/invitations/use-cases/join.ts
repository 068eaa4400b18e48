import { makeAvatar } from '../../account/api.ts';
import type { AvatarProblem } from '../../account/rules.ts';
import { enqueue } from '../../delivery/api.ts';
import { type NewPasswordProblem, readNewPassword, saveMember } from '../../members/api.ts';
import { roleName } from '../../members/rules.ts';
import { hashPassword } from '../../platform/crypto/password-hash.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct, countInAll, networkOf } from '../../platform/database/rate-limit.ts';
import { type DisplayNameProblem, parseDisplayName } from '../../shared/display-name.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import {
  type AskingBrowser,
  knownBrowser,
  openSession,
  type SignInDone,
} from '../../sign-in/api.ts';
import { inWorkspace, saveAuditEntry } from '../../workspaces/api.ts';
import { isDomainAllowed } from '../../workspaces/rules.ts';
import { checkInviteToken, type InviteToken, readInviteToken } from '../invite-link.ts';
import {
  invitationStatus,
  type JoinRefusal,
  joinByInvitation,
  joinByNetwork,
  joinedDmNotice,
  unknownLinks,
} from '../rules.ts';
import {
  claimInvitation,
  type FoundRow,
  findInvitationOfToken,
  type InvitationOfToken,
  selectInvitationOfToken,
  toInvitationOfToken,
} from '../token-store.ts';
import type { InvitationDeps } from './deps.ts';

/** An invitation as the holder of its link may see it. */
export type OpenedInvitation = InvitationOfToken;

/** Why a link doesn't work, and what its holder may know about it. */
export interface ClosedInvitation {
  readonly state: JoinRefusal;
  readonly opened: OpenedInvitation | undefined;
}

/** Looks an invite link up. Changes nothing: scanners and link previews open every link. */
export async function openInvitation(
  deps: InvitationDeps,
  token: string,
): Promise<Outcome<OpenedInvitation, ClosedInvitation>> {
  return await deps.database.run((tx) => lookUpInvitation(tx, deps, token));
}

/** What a link is worth at this moment. */
export async function lookUpInvitation(
  tx: Tx,
  deps: InvitationDeps,
  token: string,
): Promise<Outcome<OpenedInvitation, ClosedInvitation>> {
  const parts = readInviteToken(token);
  const opened = parts && (await findInvitationOfToken(tx, parts.invitationId));
  return judgeLink(deps, { parts, opened, now: tx.now });
}

/** The same of what was found of the link's invitation. */
function judgeLink(
  deps: InvitationDeps,
  {
    parts,
    opened,
    now,
  }: {
    parts: InviteToken | undefined;
    opened: InvitationOfToken | undefined;
    now: Date;
  },
): Outcome<OpenedInvitation, ClosedInvitation> {
  if (!parts || !opened) return refused({ state: 'unknown', opened: undefined });
  const genuine = checkInviteToken(deps.secrets, parts, opened.invitation.generation);
  if (genuine === 'forged') return refused({ state: 'unknown', opened: undefined });
  const status = invitationStatus(opened.invitation, now);
  if (status !== 'accepted' && deps.isByOauth && opened.isUninstalled) {
    return refused({ state: 'not_installed', opened });
  }
  if (status !== 'pending') return refused({ state: status, opened });
  if (genuine === 'replaced') return refused({ state: 'replaced', opened });
  if (!isDomainAllowed(opened, opened.invitation.address)) {
    return refused({ state: 'domain_not_allowed', opened });
  }
  if (opened.isMembers) return refused({ state: 'already_member', opened });
  return opened.hasSeat ? done(opened) : refused({ state: 'seats_full', opened });
}

/** What an invitee typed on the sign-up page. */
export interface SignUpForm {
  readonly displayName: string;
  readonly password: string;
  readonly avatar: Outcome<Uint8Array | undefined, AvatarProblem>;
}

/** What is wrong with it, field by field. */
export interface SignUpProblems {
  readonly displayName?: DisplayNameProblem;
  readonly password?: NewPasswordProblem;
  readonly avatar?: AvatarProblem;
}

export type JoinFailure =
  | { readonly kind: 'form'; readonly problems: SignUpProblems; readonly opened: OpenedInvitation }
  | { readonly kind: 'link'; readonly state: JoinRefusal; readonly opened?: OpenedInvitation }
  | { readonly kind: 'too_many'; readonly waitMs: number };

/** Somebody who just joined: what their browser gets. */
export interface Joined extends SignInDone {
  /** Why there is no picture though one was sent. */
  readonly leftOut: AvatarProblem | undefined;
}

/**
 * Makes the holder of an invite link a member and signs their browser in. Of many at once with one link
 * exactly one succeeds; the others get the state that won. A picture that can't be used keeps nobody out: they
 * join without it. `before` is what {@link openToJoin} gave; `replaces` is the token of the session that the browser
 * had, if any: it ends.
 */
export async function joinWorkspace(
  deps: InvitationDeps,
  { token, before }: { token: string; before: OpenedInvitation },
  form: SignUpForm,
  browser: AskingBrowser,
): Promise<Outcome<Joined, JoinFailure>> {
  const account = await readSignUp(form, deps.passwordMinLength, before);
  if (!account.ok) return refused({ kind: 'form', problems: account.refusal, opened: before });
  const { displayName, avatarWebp, leftOut } = account.value;
  // Slow on purpose, so outside the transaction.
  const passwordHash = await hashPassword(account.value.password);
  const { workspaceId, address } = before.invitation;
  const parts = readInviteToken(token);
  const joined = await inWorkspace<Outcome<Joined, JoinFailure>, FoundRow>(
    deps.database,
    workspaceId,
    async (tx, _workspace, [row]) => {
      // All that was looked at before the hash may have changed: the link, the settings, the seats.
      const opened = row && toInvitationOfToken(row, tx.now);
      const now = judgeLink(deps, { parts, opened, now: tx.now });
      if (!now.ok) return refused(linkFailure(now.refusal));
      const invitation = await claimInvitation(tx, now.value.invitation);
      if (!invitation) throw new Error('an invitation changed while its workspace was held');
      const { id: invitationId, email, role } = invitation;
      const columns = { workspaceId, invitationId, email, address, role, displayName };
      const memberId = saveMember(tx, { ...columns, passwordHash, avatarWebp });
      saveAuditEntry(tx, workspaceId, {
        actor: displayName,
        act: 'member_joined',
        subject: email,
        detail: { role: roleName(role), invitedBy: invitation.invitedByName },
      });
      enqueue(tx, {
        workspaceId,
        invitationId,
        channel: 'slack_dm',
        notice: joinedDmNotice,
        recipient: invitation.invitedBySlackUser,
      });
      const { replaces } = browser;
      const session = { workspaceId, memberId, browser, replaces };
      const known = { member: { id: memberId, workspaceId }, address, passwordHash };
      const kept = knownBrowser(deps.secrets, known, browser.kept);
      return done({ token: await openSession(tx, session), kept, leftOut });
    },
    parts && selectInvitationOfToken(parts.invitationId),
  );
  if (joined.ok) deps.changed(workspaceId);
  return joined;
}

function linkFailure(closed: ClosedInvitation): JoinFailure {
  return { kind: 'link', state: closed.state, ...(closed.opened && { opened: closed.opened }) };
}

/** Looks up the invitation of a form that is being sent, and counts the form: before anything of it is read. */
export async function openToJoin(
  deps: InvitationDeps,
  token: string,
  ipAddress: string,
): Promise<Outcome<OpenedInvitation, JoinFailure>> {
  return await deps.database.run(async (tx) => {
    const opened = await lookUpInvitation(tx, deps, token);
    if (!opened.ok) return refused(linkFailure(opened.refusal));
    const reached = await countInAll(tx, {
      network: { limit: joinByNetwork, subject: networkOf(ipAddress) },
      invitation: { limit: joinByInvitation, subject: opened.value.invitation.id },
    });
    return reached ? refused({ kind: 'too_many', waitMs: reached.waitMs }) : opened;
  });
}

/** Counts an unknown link that was opened; gives how long to wait when there were too many. */
export async function countUnknownLink(
  { database }: InvitationDeps,
  ipAddress: string,
): Promise<number> {
  return await database.run((tx) => countAct(tx, unknownLinks, networkOf(ipAddress)));
}

interface Account {
  readonly displayName: string;
  readonly password: string;
  readonly avatarWebp: Uint8Array | undefined;
  readonly leftOut: AvatarProblem | undefined;
}

async function readSignUp(
  form: SignUpForm,
  passwordMinLength: number,
  { invitation, workspaceName }: OpenedInvitation,
): Promise<Outcome<Account, SignUpProblems>> {
  const displayName = parseDisplayName(form.displayName);
  const password = await readNewPassword(form.password, passwordMinLength, {
    email: invitation.email,
    displayName: displayName.ok ? displayName.value : '',
    workspaceName,
  });
  const avatar =
    form.avatar.ok && form.avatar.value ? await makeAvatar(form.avatar.value) : form.avatar;
  if (displayName.ok && password.ok) {
    return done({
      displayName: displayName.value,
      password: password.value,
      avatarWebp: avatar.ok ? avatar.value : undefined,
      leftOut: avatar.ok ? undefined : avatar.refusal,
    });
  }
  return refused({
    ...(!displayName.ok && { displayName: displayName.refusal }),
    ...(!password.ok && { password: password.refusal }),
    ...(!avatar.ok && { avatar: avatar.refusal }),
  });
}
