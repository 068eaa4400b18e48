import { findWaysIn, isSlackUserTaken, removeSlackLink, saveSlackLink } from '../../members/api.ts';
import { ownEntry } from '../../members/rules.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackIdentity } from '../../shared/slack-identity.ts';
import {
  type AskingBrowser,
  endOtherSessionsIn,
  type SignInDeps,
  tellOwner,
} from '../../sign-in/api.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { inWorkspace, saveAuditEntry } from '../../workspaces/api.ts';
import { hasOtherWay, type SlackConnection } from '../rules.ts';

/** How a member stands with Slack. */
export async function slackConnection(
  { database }: Pick<SignInDeps, 'database'>,
  { member }: SignedIn,
): Promise<SlackConnection> {
  const ways = await database.run((tx) => findWaysIn(tx, member));
  const since = ways?.slackLinkedAt;
  return { since, isOnlyWay: ways !== undefined && since !== undefined && !hasOtherWay(ways) };
}

/**
 * Has the member sign in with Slack from now on, as whom Slack vouches for. Not as somebody of another team, nor as
 * one who is known to be another member; `gone` when the account was closed meanwhile.
 */
export async function connectSlack(
  deps: SignInDeps,
  { member, workspace: { id, slackTeamId } }: SignedIn,
  identity: SlackIdentity,
  browser: AskingBrowser,
): Promise<Outcome<undefined, 'other_team' | 'taken' | 'gone'>> {
  const { slackUserId } = identity;
  if (identity.slackTeamId !== slackTeamId) return refused('other_team');
  return await inWorkspace(deps.database, id, async (tx) => {
    if (await isSlackUserTaken(tx, id, slackUserId, member.id)) return refused('taken');
    if (!(await saveSlackLink(tx, member, slackUserId))) return refused('gone');
    await tellOwner(tx, deps, member, { change: 'slack_connected', browser });
    saveAuditEntry(tx, id, ownEntry(member, 'slack_connected'));
    return done(undefined);
  });
}

/** Ends that, and signs them out everywhere else. Not where they would have no way in any more. */
export async function disconnectSlack(
  deps: SignInDeps,
  signedIn: SignedIn,
  browser: AskingBrowser,
): Promise<Outcome<undefined, 'only_way'>> {
  const { member } = signedIn;
  return await deps.database.transaction(async (tx) => {
    const ways = await findWaysIn(tx, member, { hold: true });
    if (!ways?.slackLinkedAt) return done(undefined);
    if (!hasOtherWay(ways)) return refused('only_way');
    await removeSlackLink(tx, member);
    await endOtherSessionsIn(tx, signedIn);
    await tellOwner(tx, deps, member, { change: 'slack_disconnected', browser });
    saveAuditEntry(tx, member.workspaceId, ownEntry(member, 'slack_disconnected'));
    return done(undefined);
  });
}
