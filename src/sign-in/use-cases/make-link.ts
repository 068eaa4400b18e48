import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import {
  type Admin,
  type AdminReader,
  type AskSlack,
  asAdmin,
  asAdminReader,
  findListedMember,
  slackUserOf,
  withSlackUser,
} from '../../members/api.ts';
import type {
  ActingRequester,
  AdminRequester,
  Changed,
  ListedMember,
  SlackUserFound,
} from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct } from '../../platform/database/rate-limit.ts';
import { answerOnce, findSeen } from '../../platform/database/seen-requests.ts';
import type { MemberId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import { linkDm, linkEmail } from '../notices.tsx';
import { findSecondStep } from '../second-step-store.ts';
import { signInToken } from '../sign-in-link.ts';
import {
  isHandedOver,
  type LinkRefusal,
  linkDmNotice,
  linkEmailNotice,
  linksByMember,
  type Reach,
} from '../sign-in-link-rules.ts';
import { findSignInLinkOf, saveSignInLink } from '../sign-in-link-store.ts';
import { linkNotSentReasons } from '../sign-in-link-texts.ts';
import type { SignInDeps } from './deps.ts';
import { canonical } from './sign-in.ts';
import { aboutAccount } from './tell-owner.ts';

/** What making links works with. */
export interface MakeLinkDeps extends SignInDeps {
  readonly changed: Changed;
}

/** For whom a link would be, and how it would reach them. */
export interface LinkQuestion {
  readonly member: ListedMember;
  readonly hasSecondStep: boolean;
  readonly reach: Reach;
}

/** A link that was made; it is there only where somebody has to hand it over. */
export interface MadeLink extends Pick<LinkQuestion, 'member'> {
  readonly link: string | undefined;
}

type AskForUser = Pick<AskSlack, 'userWithAddress'>;

/** What an admin should know before they make a link for a member; changes nothing. */
export async function linkQuestion(
  deps: MakeLinkDeps,
  requester: AdminRequester,
  memberId: MemberId,
  slack: AskForUser,
): Promise<Outcome<LinkQuestion, LinkRefusal>> {
  const found = await lookUp(deps, requester, memberId);
  if (!found.ok) return found;
  const { member } = found.value;
  const reach = reachOf(deps, member, await slackUserOf(member, slack));
  return reach.ok ? done({ ...found.value, reach: reach.value }) : reach;
}

/**
 * Makes a member's one sign-in link, once per request, and has it sent to them by whatever reaches them; where nothing
 * does, the admin gets it. Not for oneself: whoever has taken an admin's Slack would have their account.
 */
export async function makeLink(
  deps: MakeLinkDeps,
  requester: ActingRequester,
  { memberId, endsSecondStep }: { memberId: MemberId; endsSecondStep: boolean },
  slack: AskForUser,
): Promise<Outcome<MadeLink, LinkRefusal>> {
  const before = await lookUp(deps, requester, memberId);
  if (!before.ok) return before;
  const asked = await slackUserOf(before.value.member, slack);
  return await asAdmin<MadeLink, LinkRefusal>(deps, requester, async (admin) => {
    const { tx, workspace } = admin;
    const found = await whoseLink(admin, memberId);
    if (!found.ok) return found;
    const { member } = found.value;
    const key = `${requester.requestKey} sign-in link ${memberId}`;
    const seen = await findSeen(tx, workspace.id, key);
    const again = { member, link: undefined };
    return await answerOnce<MadeLink, LinkRefusal>(
      tx,
      workspace.id,
      { key, seen },
      async () => {
        const reach = reachOf(deps, member, asked);
        if (!reach.ok) return reach;
        if ((await countAct(tx, linksByMember, memberId)) > 0) return refused('too_many');
        return done({ member, link: await make(admin, deps, member, reach.value, endsSecondStep) });
      },
      again,
    );
  });
}

async function lookUp(
  deps: MakeLinkDeps,
  requester: AdminRequester,
  memberId: MemberId,
): Promise<Outcome<Omit<LinkQuestion, 'reach'>, LinkRefusal>> {
  return await asAdminReader(deps, requester, (reader) => whoseLink(reader, memberId));
}

async function whoseLink(
  reader: AdminReader,
  memberId: MemberId,
): Promise<Outcome<Omit<LinkQuestion, 'reach'>, LinkRefusal>> {
  const { tx, actor } = reader;
  const member = await findListedMember(reader, { memberId });
  if (!member) return refused('gone');
  if (actor.member?.id === memberId) return refused('oneself');
  return done({ member, hasSecondStep: (await findSecondStep(tx, member)) !== undefined });
}

function reachOf(
  { sendsEmail }: Pick<SignInDeps, 'sendsEmail'>,
  { isDeactivatedInSlack }: ListedMember,
  { answered, userId }: SlackUserFound,
): Outcome<Reach, 'slack_silent'> {
  const slackUserId = isDeactivatedInSlack ? undefined : userId;
  const isUnknown = !answered && !isDeactivatedInSlack;
  return isUnknown && !sendsEmail
    ? refused('slack_silent')
    : done({ byEmail: sendsEmail, slackUserId });
}

async function make(
  admin: Admin,
  { secrets, publicUrl }: MakeLinkDeps,
  member: ListedMember,
  reach: Reach,
  endsSecondStep: boolean,
): Promise<string | undefined> {
  const { tx, actor } = admin;
  const { slackUserId } = reach;
  await withSlackUser(tx, member, slackUserId);
  const madeBySlackUser = actor.person.userId;
  const linkId = await saveSignInLink(tx, member, { endsSecondStep, madeBySlackUser });
  if (reach.byEmail) enqueue(tx, aboutAccount(member, linkEmailNotice));
  if (slackUserId !== undefined) {
    const about = { ...aboutAccount(member, linkDmNotice), recipient: slackUserId };
    enqueue(tx, { ...about, channel: 'slack_dm' });
  }
  admin.record({
    act: 'sign_in_link_made',
    subject: member.displayName,
    detail: { email: member.email, ...(endsSecondStep && { endsSecondStep: 'yes' }) },
  });
  return isHandedOver(reach) ? linkOf({ secrets, publicUrl }, linkId) : undefined;
}

function linkOf(
  { secrets, publicUrl }: Pick<SignInDeps, 'secrets' | 'publicUrl'>,
  linkId: string,
): string {
  return `${publicUrl}/link/${signInToken(secrets, linkId)}`;
}

/** Writes the email with the link, at the moment when it is sent. */
export async function prepareLinkEmail(deps: SignInDeps, delivery: Delivery): Promise<Prepared> {
  return await prepared(deps, delivery, { address: canonical(delivery.recipient) }, (about) => ({
    kind: 'email',
    letter: linkEmail(about),
  }));
}

/** The same for the direct message. */
export async function prepareLinkDm(deps: SignInDeps, delivery: Delivery): Promise<Prepared> {
  const of = { slackUserId: delivery.recipient };
  return await prepared(deps, delivery, of, ({ slackTeamId, ...about }) => ({
    kind: 'slack_dm',
    slackTeamId,
    note: linkDm(about),
  }));
}

async function prepared(
  deps: SignInDeps,
  { workspaceId }: Delivery,
  of: Parameters<typeof findSignInLinkOf>[2],
  write: (about: Parameters<typeof linkEmail>[0] & { slackTeamId: string }) => Prepared,
): Promise<Prepared> {
  return await deps.database.run(async (tx: Tx): Promise<Prepared> => {
    const workspace = await findWorkspaceById(tx, workspaceId);
    if (!workspace) return { kind: 'cancel', reason: linkNotSentReasons.workspaceGone };
    const found = await findSignInLinkOf(tx, workspaceId, of);
    if (!found) return { kind: 'cancel', reason: linkNotSentReasons.over };
    const { name: workspaceName, slackTeamId } = workspace;
    const link = linkOf(deps, found.linkId);
    return write({ workspaceName, slackTeamId, link, endsAt: found.expiresAt });
  });
}
