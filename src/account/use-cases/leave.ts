import {
  type AskSlack,
  close,
  closedDetail,
  eraseMember,
  findAccountOfToken,
  lockAccount,
  type MemberDeps,
  slackUserOf,
  whoMayAct,
  withSlackUser,
} from '../../members/api.ts';
import { type Erased, type Member, ownEntry, type SlackPerson } from '../../members/rules.ts';
import { isPassword } from '../../platform/crypto/password-hash.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct, forgiveActs } from '../../platform/database/rate-limit.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { countFailure } from '../../sign-in/api.ts';
import { type Browser, hasLeft, passwordByMember, type SignedIn } from '../../sign-in/rules.ts';
import { inWorkspace, saveAuditEntry } from '../../workspaces/api.ts';

/** What leaving works with. */
export interface LeaveDeps extends MemberDeps {
  readonly isByOauth: boolean;
  /** How Slack is asked about a workspace; gives undefined where the app isn't any more. */
  readonly askSlackFor: (id: WorkspaceId) => Promise<AskSlack | undefined>;
  /** What else is deleted of whoever leaves, in the same transaction. */
  readonly onLeft: readonly ((tx: Tx, erased: Erased) => Promise<void>)[];
}

/** Why somebody can't leave. */
export type LeaveRefusal =
  | { readonly kind: 'wrong_password' | 'not_fresh' | 'last_admin' | 'slack_silent' }
  | { readonly kind: 'too_many'; readonly waitMs: number };

/**
 * Closes the account of a member who wants to leave, signed in just now and, having a password, knows it, as a
 * removal does, and deletes what there is of them, all in one transaction. Whoever is the last who can act as an admin
 * can't: nobody could let anybody in again.
 */
export async function leave(
  deps: LeaveDeps,
  signedIn: SignedIn,
  password: string,
  browser: Browser,
): Promise<Outcome<undefined, LeaveRefusal>> {
  if (!signedIn.isFresh) return refused({ kind: 'not_fresh' });
  const { id } = signedIn.member;
  const { id: workspaceId, ...team } = signedIn.workspace;
  const { account, waitMs } = await deps.database.run(async (tx) => ({
    account: await findAccountOfToken(tx, id),
    waitMs: await countAct(tx, passwordByMember, id),
  }));
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  if (!account) return refused({ kind: 'wrong_password' });
  const { passwordHash } = account;
  if (passwordHash !== undefined && !(await isPassword(password, passwordHash))) {
    await deps.database.run((tx) => countFailure(tx, { workspaceId, memberId: id }, browser));
    return refused({ kind: 'wrong_password' });
  }
  const cleared = [{ limit: passwordByMember, subject: id }];
  await deps.database.run((tx) => forgiveActs(tx, { cleared }));
  // Where the app isn't any more, nothing is left to be administered, nor a link that works.
  const isOver = hasLeft(team, deps);
  const told = isOver ? nothingTold : await askAbout(deps, account.member, workspaceId);
  if (!told) return refused({ kind: 'slack_silent' });
  const left = await inWorkspace<Outcome<undefined, LeaveRefusal>>(
    deps.database,
    workspaceId,
    async (tx, workspace) => {
      if (!(await lockAccount(tx, account))) return refused({ kind: 'wrong_password' });
      // They may have become an admin in this very moment.
      const isAdmin = (await findAccountOfToken(tx, id))?.member.role === 'admin';
      const isNeeded =
        isAdmin && !isOver && (await whoMayAct(tx, workspace, told.others)).length === 0;
      if (isNeeded) return refused({ kind: 'last_admin' });
      const leaving = await withSlackUser(tx, account.member, told.slackUserId);
      const closed = await close(tx, deps, workspace, leaving);
      const { workspaceId, slackUserId, email } = leaving;
      const erased = { workspaceId, id, slackUserId, email, address: account.address };
      for (const erase of [eraseMember, ...deps.onLeft]) await erase(tx, erased);
      const entry = ownEntry(leaving, 'member_left', closedDetail(closed));
      saveAuditEntry(tx, workspaceId, { ...entry, id: closed.entryId });
      return done(undefined);
    },
  );
  if (left.ok) deps.changed(workspaceId);
  return left;
}

interface Told {
  readonly slackUserId: string | undefined;
  readonly others: readonly SlackPerson[];
}

const nothingTold: Told = { slackUserId: undefined, others: [] };

/** Who somebody is in Slack, and who else may act as an admin; undefined when Slack doesn't answer. */
async function askAbout(
  deps: LeaveDeps,
  member: Member,
  workspaceId: WorkspaceId,
): Promise<Told | undefined> {
  const slack = await deps.askSlackFor(workspaceId);
  const found = slack && (await slackUserOf(member, slack));
  if (!found?.answered) return undefined;
  const { userId: slackUserId } = found;
  const others = member.role === 'admin' ? await slack?.otherAdmins(slackUserId ?? '') : [];
  return { slackUserId, others: others ?? [] };
}
