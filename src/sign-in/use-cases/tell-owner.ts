import { enqueue } from '../../delivery/api.ts';
import type { Account, Member } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct } from '../../platform/database/rate-limit.ts';
import { emailNoticeOf, eventDmNotice, newBrowsersTold, type ToldEvent } from '../event-rules.ts';
import { saveEvent } from '../event-store.ts';
import type { Browser, SignInWay } from '../rules.ts';
import type { SignInDeps } from './deps.ts';

/** An email to a member about their own account. */
export function aboutAccount({ workspaceId, email }: Member, notice: string) {
  const channel = 'email' as const;
  return { workspaceId, invitationId: undefined, channel, notice, recipient: email };
}

/** What happened, and from where. */
export interface Told {
  readonly change: ToldEvent;
  readonly browser: Browser;
  /** How they signed in, where that is what happened. */
  readonly way?: SignInWay;
}

/**
 * Notes a change to how a member signs in, and tells them of it by email and in Slack, with a way to say that it wasn't
 * them; as part of the transaction that makes it. Without email they are told in Slack alone; of a new browser once only.
 */
export async function tellOwner(
  tx: Tx,
  { sendsEmail }: Pick<SignInDeps, 'sendsEmail'>,
  member: Member,
  { change, browser, way }: Told,
): Promise<void> {
  const { workspaceId, id: memberId, email, slackUserId } = member;
  const accountEventId = saveEvent(tx, { workspaceId, memberId, kind: change, way, browser });
  const about = { workspaceId, invitationId: undefined, accountEventId };
  if (sendsEmail) {
    enqueue(tx, { ...about, channel: 'email', notice: emailNoticeOf(change), recipient: email });
  }
  // One message is enough of what happens whenever somebody has a new computer.
  if (sendsEmail && change === 'new_browser') return;
  const recipient = slackUserId ?? email;
  enqueue(tx, { ...about, channel: 'slack_dm', notice: eventDmNotice, recipient });
}

/**
 * Tells a member that they were signed in, in a browser in which their account never was with the password that it has;
 * gives whether that is what was noted. Some a day are told: whoever signs in again and again buries nothing that way.
 */
export async function tellOfNewBrowser(
  tx: Tx,
  deps: Pick<SignInDeps, 'sendsEmail'>,
  { member }: Pick<Account, 'member'>,
  signIn: { readonly isKnown: boolean; readonly browser: Browser; readonly way: SignInWay },
): Promise<boolean> {
  const { isKnown, ...where } = signIn;
  if (isKnown || (await countAct(tx, newBrowsersTold, member.id)) > 0) return false;
  await tellOwner(tx, deps, member, { change: 'new_browser', ...where });
  return true;
}
