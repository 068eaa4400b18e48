import { type Delivery, isByAddress, type Prepared } from '../../delivery/rules.ts';
import { findAccountOfToken, holdAccount } from '../../members/api.ts';
import { type Account, ownEntry } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findWorkspaceById, saveAuditEntry } from '../../workspaces/api.ts';
import { knownBrowser } from '../known-browser.ts';
import { linkDm, linkEmail } from '../notices.tsx';
import { deleteSecondStep } from '../second-step-store.ts';
import { readSignInLinkToken } from '../sign-in-link.ts';
import type { DeadSignInLink } from '../sign-in-link-rules.ts';
import {
  findLinkOf,
  findSignInLink,
  type SignInLink,
  takeSignInLink,
} from '../sign-in-link-store.ts';
import { lostReason, someAdmin } from '../sign-in-link-texts.ts';
import { notSentReasons } from '../texts.ts';
import type { AskingBrowser, HalfWayDone, SignInDeps, SignInDone } from './deps.ts';
import { halfWayOf } from './half-way.ts';
import { openSession } from './open.ts';
import { canonical } from './sign-in.ts';
import { signInLinkUrl } from './sign-in-link.ts';
import { tellOwner } from './tell-owner.ts';

/** Whom a link signs in. */
export interface OpenedLink {
  readonly email: string;
  readonly workspaceName: string;
  readonly endsAt: Date;
}

/** Looks a link up; changes nothing. */
export async function openSignInLink(
  deps: SignInDeps,
  token: string,
): Promise<Outcome<OpenedLink, DeadSignInLink>> {
  return await deps.database.run(async (tx) => {
    const opened = await lookUp(tx, deps, token);
    if (!opened.ok) return opened;
    const { account, link } = opened.value;
    const { member, workspaceName } = account;
    return done({ email: member.email, workspaceName, endsAt: link.endsAt });
  });
}

type Found = Account & { readonly address: string; readonly workspaceName: string };

async function lookUp(
  tx: Tx,
  { secrets }: SignInDeps,
  token: string,
): Promise<Outcome<{ readonly account: Found; readonly link: SignInLink }, DeadSignInLink>> {
  const linkId = readSignInLinkToken(secrets, token);
  if (linkId === undefined) return refused('unknown');
  const link = await findSignInLink(tx, linkId);
  const account = link && (await findAccountOfToken(tx, link.memberId));
  return account ? done({ account, link }) : refused('ended');
}

/**
 * Signs a browser in by a link, which is used up by it: half way where the member has a second step that they haven't lost.
 * What they have lost is taken away, and they are told of both.
 */
export async function signInByLink(
  deps: SignInDeps,
  token: string,
  browser: AskingBrowser,
): Promise<Outcome<SignInDone | HalfWayDone, DeadSignInLink>> {
  return await deps.database.transaction(async (tx) => {
    const opened = await lookUp(tx, deps, token);
    if (!opened.ok) return opened;
    const { link } = opened.value;
    // Whoever removes them has done so by now, or finds the session.
    const isThere = await holdAccount(tx, opened.value.account.member);
    const taken = isThere ? await takeSignInLink(tx, link.linkId) : undefined;
    const account = taken && (await findAccountOfToken(tx, link.memberId));
    if (!account) return refused('ended');
    const { member } = account;
    const { workspaceId, id: memberId } = member;
    await tellOwner(tx, deps, member, { change: 'sign_in_link_used', browser });
    const used = { madeBy: taken.madeBy ?? someAdmin };
    saveAuditEntry(tx, workspaceId, ownEntry(member, 'sign_in_link_used', used));
    if (taken.endsSecondStep && (await deleteSecondStep(tx, member))) {
      await tellOwner(tx, deps, member, { change: 'second_step_off', browser });
      saveAuditEntry(tx, workspaceId, ownEntry(member, 'second_step_off', { why: lostReason }));
    }
    const halfWay = await halfWayOf(tx, deps, account, browser, 'link');
    if (halfWay) return done(halfWay);
    const { replaces } = browser;
    const session = {
      workspaceId,
      memberId,
      browser,
      way: 'link',
      replaces,
      isNoted: true,
    } as const;
    return done({
      token: openSession(tx, session),
      kept: knownBrowser(deps.secrets, account, browser.kept),
    });
  });
}

/** Writes the email with a link, or the direct message: with the newest, if it isn't over. */
export async function prepareLink(
  deps: SignInDeps,
  { workspaceId, recipient }: Delivery,
  channel: 'email' | 'slack_dm',
): Promise<Prepared> {
  const { link, workspace } = await deps.database.run(async (tx) => ({
    link: await findLinkOf(
      tx,
      workspaceId,
      isByAddress(recipient) ? { address: canonical(recipient) } : { slackUserId: recipient },
    ),
    workspace: await findWorkspaceById(tx, workspaceId),
  }));
  if (!workspace) return { kind: 'cancel', reason: notSentReasons.workspaceGone };
  if (!link) return { kind: 'cancel', reason: notSentReasons.linkOver };
  const facts = {
    workspaceName: workspace.name,
    link: signInLinkUrl(deps, link.linkId),
    endsAt: link.endsAt,
  };
  return channel === 'email'
    ? { kind: 'email', letter: linkEmail(facts) }
    : { kind: 'slack_dm', slackTeamId: workspace.slackTeamId, note: linkDm(facts) };
}
