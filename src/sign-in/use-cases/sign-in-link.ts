import { randomUUID } from 'node:crypto';
import { enqueue } from '../../delivery/api.ts';
import {
  type Admin,
  asAdmin,
  asAdminReader,
  findAccountOfToken,
  type MemberDeps,
  onceOnly,
} from '../../members/api.ts';
import type {
  ActingRequester,
  AdminRequester,
  Member,
  SlackUserFound,
} from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import type { MemberId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findSecondStep } from '../second-step-store.ts';
import { signInLinkToken } from '../sign-in-link.ts';
import {
  isHandedOver,
  type LinkReach,
  linkDmNotice,
  linkEmailNotice,
  type NoLink,
  signInLinkFolder,
  signInLinkMs,
} from '../sign-in-link-rules.ts';
import { saveSignInLink } from '../sign-in-link-store.ts';
import type { SignInDeps } from './deps.ts';
import { aboutAccount } from './tell-owner.ts';

/** What making links works with. */
export type NewLinkDeps = Pick<SignInDeps, 'secrets' | 'publicUrl' | 'sendsEmail'> &
  Pick<MemberDeps, 'database' | 'changed'>;

/** Who a member is in Slack, by their address; asked while nothing is held, as Slack may be slow. */
type AskWho = (email: string) => Promise<SlackUserFound>;

/** What an admin is asked before they make a link. */
export interface LinkQuestion {
  readonly member: Member;
  readonly reach: LinkReach;
  readonly hasSecondStep: boolean;
}

/** What making a link for a member would mean; changes nothing. */
export async function askAboutLink(
  deps: NewLinkDeps,
  requester: AdminRequester,
  id: MemberId,
  askWho: AskWho,
): Promise<Outcome<LinkQuestion, NoLink>> {
  const found = await asAdminReader<Omit<LinkQuestion, 'reach'>, NoLink>(
    deps,
    requester,
    async (admin) => {
      const member = await memberOf(admin, id);
      if (!member.ok) return member;
      const hasSecondStep = (await findSecondStep(admin.tx, member.value)) !== undefined;
      return done({ member: member.value, hasSecondStep });
    },
  );
  if (!found.ok) return found;
  const reach = await reachOf(deps, found.value.member, askWho);
  return reach.ok ? done({ ...found.value, reach: reach.value }) : reach;
}

/** A link that was made. */
export interface MadeLink {
  readonly member: Member;
  readonly reach: LinkReach;
  readonly endsAt: Date;
  /** Only where nothing of ours reaches the member. */
  readonly link: string | undefined;
}

/**
 * Makes a member's sign-in link, in place of the one that they had, and sends it. An admin gets to see it only where nothing
 * of ours reaches the member; nobody makes one for themselves.
 */
export async function makeSignInLink(
  deps: NewLinkDeps,
  requester: ActingRequester,
  { id, endsSecondStep }: { readonly id: MemberId; readonly endsSecondStep: boolean },
  askWho: AskWho,
): Promise<Outcome<MadeLink, NoLink>> {
  const before = await askAboutLink(deps, requester, id, askWho);
  if (!before.ok) return before;
  const { reach } = before.value;
  return await asAdmin<MadeLink, NoLink>(deps, requester, async (admin) => {
    const { tx } = admin;
    const found = await memberOf(admin, id);
    if (!found.ok) return found;
    const member = found.value;
    const [linkId, endsAt] = [randomUUID(), after(tx.now, signInLinkMs)];
    const { userId: madeBySlackUser } = admin.actor.person;
    // Sent once more, it shows no link.
    const again: MadeLink = { member, reach, endsAt, link: undefined };
    return await onceOnly({ admin, member }, requester, 'sign-in link', again, async () => {
      await saveSignInLink(tx, member, { linkId, endsAt, endsSecondStep, madeBySlackUser });
      send(tx, member, reach);
      admin.record({
        act: 'sign_in_link_made',
        subject: member.displayName,
        detail: { email: member.email, ...(endsSecondStep && { endsSecondStep: 'yes' }) },
      });
      const link = isHandedOver(reach) ? signInLinkUrl(deps, linkId) : undefined;
      return done({ ...again, link });
    });
  });
}

/** Where a link leads. */
export function signInLinkUrl(
  { secrets, publicUrl }: Pick<SignInDeps, 'secrets' | 'publicUrl'>,
  linkId: string,
): string {
  return `${publicUrl}/${signInLinkFolder}/${signInLinkToken(secrets, linkId)}`;
}

async function memberOf(
  { tx, workspace, actor }: Pick<Admin, 'tx' | 'workspace' | 'actor'>,
  id: MemberId,
): Promise<Outcome<Member, NoLink>> {
  const member = (await findAccountOfToken(tx, id))?.member;
  if (member?.workspaceId !== workspace.id) return refused('gone');
  const isOneself = actor.member?.id === id || member.slackUserId === actor.person.userId;
  return isOneself ? refused('oneself') : done(member);
}

/** Without email, who can't be asked about in Slack isn't taken for absent there: the admin would see the link. */
async function reachOf(
  { sendsEmail: byEmail }: Pick<SignInDeps, 'sendsEmail'>,
  { slackUserId, email }: Member,
  askWho: AskWho,
): Promise<Outcome<LinkReach, NoLink>> {
  if (slackUserId !== undefined) return done({ byEmail, slackUserId });
  const found = await askWho(email);
  if (!found.answered && !byEmail) return refused('slack_silent');
  return done({ byEmail, slackUserId: found.userId });
}

function send(tx: Tx, member: Member, { byEmail, slackUserId }: LinkReach): void {
  if (byEmail) enqueue(tx, aboutAccount(member, linkEmailNotice));
  if (slackUserId === undefined) return;
  // By their address where we don't know them by their id ourselves: it is found by that when it is sent.
  const recipient = member.slackUserId ?? member.email;
  enqueue(tx, { ...aboutAccount(member, linkDmNotice), channel: 'slack_dm', recipient });
}
