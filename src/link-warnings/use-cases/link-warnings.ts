import {
  type InvitationDeps,
  linkOf,
  type ManageDeps,
  openInvitation,
  replaceLink,
} from '../../invitations/api.ts';
import type { ManageRefusal } from '../../invitations/rules.ts';
import { asAdmin } from '../../members/api.ts';
import { type ActingRequester, type Actor, actorName, auditPeopleOf } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import { saveAuditEntries } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import {
  type KnownSharing,
  type PostedLinks,
  type PostedPlace,
  type ReplacedLinks,
  type SharedLink,
  type Sharing,
  withoutToken,
  withToken,
} from '../rules.ts';
import {
  claimSharings,
  findSharings,
  listPlaces,
  listPostedEmails,
  saveWarning,
} from '../store.ts';

/** What a posted link is: whoever opens it can join, or nobody can any more. */
export interface JudgedLink extends SharedLink {
  readonly invitationId: InvitationId;
  readonly generation: number;
  /** Whose invitation it is. */
  readonly email: string;
  readonly usable: boolean;
}

/**
 * Says of each link what it is. Left out are links that aren't genuine or are of another workspace: about
 * those there is nothing to say here.
 */
export async function judgeLinks(
  deps: InvitationDeps,
  workspace: Workspace,
  links: readonly SharedLink[],
): Promise<JudgedLink[]> {
  const judged: JudgedLink[] = [];
  for (const { url, token } of links) {
    const found = await openInvitation(deps, token);
    const opened = found.ok ? found.value : found.refusal.opened;
    if (opened?.invitation.workspaceId !== workspace.id) continue;
    const { id: invitationId, generation, email } = opened.invitation;
    judged.push({ url, token, invitationId, generation, email, usable: found.ok });
  }
  return judged;
}

/** The invitations whose links in this message nobody has warned about yet; from now on somebody has. */
export async function claimWarning(
  database: Database,
  sharing: Sharing,
  links: readonly JudgedLink[],
): Promise<InvitationId[]> {
  const posted = new Map<InvitationId, PostedLinks>();
  for (const { invitationId, generation, url, token, usable } of links) {
    const urls = [...(posted.get(invitationId)?.urls ?? [])];
    // There is nothing to replace or to correct about one that is dead already.
    if (usable) urls.push(withoutToken(url, token));
    posted.set(invitationId, { invitationId, generation, urls });
  }
  if (posted.size === 0) return [];
  return await database.run((tx) => claimSharings(tx, sharing, [...posted.values()]));
}

/** Remembers the message that warns everybody. */
export async function noteWarning(
  database: Database,
  sharing: Sharing,
  warningTs: string,
): Promise<void> {
  await database.run((tx) => saveWarning(tx, sharing, warningTs));
}

/** Puts into the record that these links were posted, by whom if that is known. */
export async function recordPosted(
  database: Database,
  { id }: Workspace,
  links: readonly JudgedLink[],
  poster: Actor | undefined,
): Promise<void> {
  const who = poster
    ? { actor: actorName(poster), by: auditPeopleOf(poster) }
    : { actor: '', by: [] };
  const entries = [...new Set(links.map(({ email }) => email))].map((subject) => ({
    ...who,
    act: 'link_posted' as const,
    subject,
    detail: {},
  }));
  await database.transaction(async (tx) => saveAuditEntries(tx, id, entries));
}

/** Puts into the record that an admin leaves the links as they are that they posted in a message. */
export async function keepPosted(
  deps: Pick<ManageDeps, 'database' | 'changed'>,
  requester: ActingRequester,
  message: PostedPlace,
): Promise<Outcome<undefined, 'not_an_admin'>> {
  return await asAdmin(deps, requester, async ({ tx, workspace, record }) => {
    const emails = await listPostedEmails(tx, workspace.id, message);
    record(...emails.map((subject) => ({ act: 'link_kept' as const, subject, detail: {} })));
    return done(undefined);
  });
}

/** Replaces every link that was posted in a message; each invitee gets a new one. */
export async function replacePosted(
  deps: ManageDeps,
  requester: ActingRequester,
  message: PostedPlace,
): Promise<ReplacedLinks> {
  const { id } = requester.workspace;
  const all = await deps.database.run((tx) => findSharings(tx, id, message));
  const posted = all.filter(({ urls }) => urls.length > 0);
  const refusals: ManageRefusal[] = posted.length === 0 ? ['gone'] : [];
  let replaced = 0;
  for (const { invitationId, generation } of posted) {
    const outcome = await replaceLink(deps, requester, invitationId, generation);
    if (outcome.ok) replaced += 1;
    else refusals.push(outcome.refusal);
    if (!outcome.ok && outcome.refusal === 'not_an_admin') break;
  }
  return { replaced, refusals };
}

/** What of a message with links is dead by now. */
export interface DeadPosted {
  readonly deadUrls: readonly string[];
  /** Whether none of its links works any more. */
  readonly areAllDead: boolean;
}

/** So many of the messages with one invitation's links are corrected when it changes: the newest. */
const maxCorrected = 100;

/** The messages with an invitation's links, the newest first. */
export async function listPosted(
  database: Database,
  workspaceId: WorkspaceId,
  invitationId: InvitationId,
): Promise<PostedPlace[]> {
  return await database.run((tx) => listPlaces(tx, workspaceId, invitationId, maxCorrected));
}

/** What of a message is dead by now, and which message warns about it. */
export async function findDead(
  deps: InvitationDeps,
  workspaceId: WorkspaceId,
  place: PostedPlace,
): Promise<DeadPosted & { readonly warningTs: string | undefined }> {
  const all = await deps.database.run((tx) => findSharings(tx, workspaceId, place));
  const deadUrls: string[] = [];
  let areAllDead = true;
  for (const each of all) {
    const { isDead, urls } = await urlsOf(deps, each);
    if (isDead) deadUrls.push(...urls);
    else areAllDead = false;
  }
  const warningTs = all.find((each) => each.warningTs !== undefined)?.warningTs;
  return { deadUrls, areAllDead, warningTs };
}

async function urlsOf(deps: InvitationDeps, { invitationId: id, generation, urls }: KnownSharing) {
  const token = linkOf(deps, { id, generation }).split('/').at(-1) ?? '';
  const { ok } = await openInvitation(deps, token);
  return { isDead: !ok, urls: urls.flatMap((url) => withToken(url, token) ?? []) };
}
