import type { AvatarProblem } from '../../account/rules.ts';
import { enqueue } from '../../delivery/api.ts';
import { isSlackUserTaken, saveMember } from '../../members/api.ts';
import { roleName } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct, countInAll, networkOf } from '../../platform/database/rate-limit.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import {
  type AskingBrowser,
  knownBrowser,
  openSession,
  refusedWhereTaken,
  type SignInDone,
  savePasskey,
} from '../../sign-in/api.ts';
import type { SignInWay } from '../../sign-in/rules.ts';
import { giveTools } from '../../tools/api.ts';
import { chosenNames } from '../../tools/given-rules.ts';
import { saveAuditEntry, writeInWorkspace } from '../../workspaces/api.ts';
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
import { claimInvitation, findInvitationOfToken, type InvitationOfToken } from '../token-store.ts';
import type { InvitationDeps } from './deps.ts';
import { toolsDetail } from './recorded.ts';
import { type NewAccount, readSignUp, type SignUpForm, type SignUpProblems } from './sign-up.ts';

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
  const { generation } = opened.invitation;
  const genuine = checkInviteToken(deps.secrets, parts, generation, opened.addressSince);
  if (genuine === 'forged') return refused({ state: 'unknown', opened: undefined });
  // However it stands, it's another person's: its holder learns nothing more, and asks for nothing in their name.
  if (genuine === 'moved') return refused({ state: 'moved', opened });
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

export type JoinFailure =
  | { readonly kind: 'form'; readonly problems: SignUpProblems; readonly opened: OpenedInvitation }
  | LinkFailure;

/** Why nobody gets in by a link, whatever they have to show. */
export type LinkFailure =
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
  const account = await readSignUp(deps, form, before, browser);
  if (!account.ok) return refused({ kind: 'form', problems: account.refusal, opened: before });
  const { leftOut } = account.value;
  const { displayName, avatarWebp, passwordHash, passkey } = account.value;
  const way = passkey ? 'passkey' : 'password';
  const joining = { displayName, avatarWebp, passwordHash, passkey, way } as const;
  const accepting = acceptAs(deps, { token, before }, joining, browser);
  const joined = await accepting.catch(refusedWhereTaken);
  if (joined.ok) return done({ ...joined.value, leftOut });
  if (joined.refusal !== 'passkey') return refused(joined.refusal);
  return refused({ kind: 'form', problems: { passkey: true }, opened: before });
}

/** Whoever joins, with how they prove who they are from now on. */
interface Joining extends Pick<NewAccount, 'displayName' | 'avatarWebp'> {
  readonly passwordHash: string | undefined;
  readonly passkey?: NewAccount['passkey'];
  /** As whom Slack vouches for them. */
  readonly slackUserId?: string;
  readonly way: SignInWay;
}

/** Accepts the invitation for somebody of whom all is known, however often it changes meanwhile. */
export async function acceptAs(
  deps: InvitationDeps,
  { token, before }: { readonly token: string; readonly before: OpenedInvitation },
  joining: Joining,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, LinkFailure>> {
  const { slackUserId } = joining;
  let opened = before;
  for (let look = 0; look < maxLooks; look += 1) {
    const { workspaceId } = opened.invitation;
    const signedIn = await becomeMember(deps, opened, joining, browser);
    if (signedIn) {
      deps.changed(workspaceId);
      return done(signedIn);
    }
    // Something is not as it was when it was looked at: the link, the settings, the seats, who is a member.
    const again = await openInvitation(deps, token);
    if (!again.ok) return refused(linkFailure(again.refusal));
    const isTaken =
      slackUserId !== undefined &&
      (await deps.database.run((tx) => isSlackUserTaken(tx, workspaceId, slackUserId)));
    if (isTaken) return refused({ kind: 'link', state: 'already_member', opened });
    opened = again.value;
  }
  throw new Error('an invitation changed each time when it was to be accepted');
}

/** What may change between a look and the claim is changed by people. */
const maxLooks = 5;

/** Accepts the invitation, if all of it is as it was when it was judged; otherwise nothing happens. */
async function becomeMember(
  deps: InvitationDeps,
  opened: OpenedInvitation,
  { way, ...account }: Joining,
  browser: AskingBrowser,
): Promise<SignInDone | undefined> {
  const { invitation } = opened;
  const { id: invitationId, workspaceId, email, address, role } = invitation;
  const { displayName, passwordHash, passkey } = account;
  const claim = (now: Date) => claimInvitation(opened, now, account.slackUserId);
  return await writeInWorkspace(deps.database, workspaceId, claim, (tx) => {
    const memberId = saveMember(tx, {
      workspaceId,
      invitationId,
      email,
      address,
      role,
      ...account,
    });
    if (passkey) savePasskey(tx, { workspaceId, id: memberId }, passkey);
    giveTools(tx, { workspaceId, memberId }, invitation.toolIds);
    saveAuditEntry(tx, workspaceId, {
      actor: displayName,
      act: 'member_joined',
      subject: email,
      detail: {
        role: roleName(role),
        invitedBy: invitation.invitedByName,
        ...toolsDetail(chosenNames(opened.tools)),
      },
    });
    enqueue(tx, {
      workspaceId,
      invitationId,
      channel: 'slack_dm',
      notice: joinedDmNotice,
      recipient: invitation.invitedBySlackUser,
    });
    const { replaces } = browser;
    const token = openSession(tx, { workspaceId, memberId, browser, way, replaces });
    const known = { member: { id: memberId, workspaceId }, address, passwordHash };
    return { token, kept: knownBrowser(deps.secrets, known, browser.kept) };
  });
}

function linkFailure(closed: ClosedInvitation): LinkFailure {
  return { kind: 'link', state: closed.state, ...(closed.opened && { opened: closed.opened }) };
}

/** Looks up the invitation of a form that is being sent, and counts the form: before anything of it is read. */
export async function openToJoin(
  deps: InvitationDeps,
  token: string,
  ipAddress: string,
): Promise<Outcome<OpenedInvitation, LinkFailure>> {
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
