import { lockLinkedAccount, lookSoon } from '../../members/api.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackIdentity } from '../../shared/slack-identity.ts';
import { findWorkspaceByTeam } from '../../workspaces/api.ts';
import type { AskingBrowser, SignInDeps, SignInDone } from './deps.ts';
import { letIn } from './let-in.ts';

/**
 * Why somebody isn't signed in whom Slack vouches for: their team isn't here; no account is connected to them, whether they
 * have one or not; or Slack said that they were deactivated.
 */
export type SlackSignInRefusal = 'other_team' | 'not_connected' | 'deactivated';

/**
 * Signs a browser in as the member whom Slack vouches for, in the workspace of the team with which they signed in there.
 * It goes by their ids alone, and only where these were proved before: an address can be somebody else's tomorrow.
 */
export async function signInWithSlack(
  deps: SignInDeps,
  { slackTeamId, slackUserId }: SlackIdentity,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, SlackSignInRefusal>> {
  return await deps.database.transaction(async (tx) => {
    const workspace = await findWorkspaceByTeam(tx, slackTeamId);
    if (!workspace) return refused('other_team');
    const account = await lockLinkedAccount(tx, workspace.id, slackUserId);
    if (!account) return refused('not_connected');
    if (account.isDeactivated) {
      // Perhaps they are back, and nobody has told us.
      lookSoon(tx, workspace.id, account.member.id);
      return refused('deactivated');
    }
    return done(await letIn(tx, deps, account, 'slack', browser));
  });
}
