import type { ManageRefusal } from '../invitations/rules.ts';
import type { InvitationDeps } from '../invitations/use-cases/deps.ts';
import { openInvitation } from '../invitations/use-cases/join.ts';
import { linkOf } from '../invitations/use-cases/list.ts';
import { type ManageDeps, replaceLink } from '../invitations/use-cases/manage.ts';
import type { ActingRequester } from '../members/rules.ts';
import type { Database } from '../platform/database.ts';
import type { InvitationId, WorkspaceId } from '../shared/ids.ts';
import type { Workspace } from '../workspaces/rules.ts';
import { currentWorkspace } from '../workspaces/use-cases.ts';
import {
  type KnownSharing,
  type PostedLinks,
  type ReplacedLinks,
  type SharedLink,
  type Sharing,
  withoutToken,
  withToken,
} from './rules.ts';
import { claimSharings, findSharings, saveWarning } from './store.ts';

/** What a posted link is: whoever opens it can join, or nobody can any more. */
export interface JudgedLink extends SharedLink {
  readonly invitationId: InvitationId;
  readonly generation: number;
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
    const { id: invitationId, generation } = opened.invitation;
    judged.push({ url, token, invitationId, generation, usable: found.ok });
  }
  return judged;
}

/** Whether the team wants to be warned about shared links. */
export async function wantsWarnings(database: Database, workspace: Workspace): Promise<boolean> {
  const { settings } = await database.read((tx) => currentWorkspace(tx, workspace.id));
  return settings.linkWarnings;
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
  return await database.transaction((tx) => claimSharings(tx, sharing, [...posted.values()]));
}

/** Remembers the message that warns everybody. */
export async function noteWarning(
  database: Database,
  sharing: Sharing,
  warningTs: string,
): Promise<void> {
  await database.read((tx) => saveWarning(tx, sharing, warningTs));
}

/** Replaces every link that was posted in a message; each invitee gets a new one. */
export async function replacePosted(
  deps: ManageDeps,
  requester: ActingRequester,
  message: Pick<Sharing, 'channel' | 'messageTs'>,
): Promise<ReplacedLinks> {
  const { id } = requester.workspace;
  const all = await deps.database.read((tx) => findSharings(tx, id, message));
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

/** A message whose links, or some of them, have died since it was posted. */
export interface DeadPosted extends Sharing {
  readonly warningTs: string | undefined;
  readonly deadUrls: readonly string[];
  /** Whether none of its links works any more. */
  readonly areAllDead: boolean;
}

/** The messages with an invitation's links, or one message, as far as links in them are dead. */
export async function findDeadPosted(
  deps: InvitationDeps,
  workspaceId: WorkspaceId,
  of: Pick<Sharing, 'channel' | 'messageTs'> | Pick<PostedLinks, 'invitationId'>,
): Promise<DeadPosted[]> {
  const found = await deps.database.read((tx) => findSharings(tx, workspaceId, of));
  const messages = new Map(found.map((each) => [`${each.channel} ${each.messageTs}`, each]));
  return await Promise.all(
    [...messages.values()].map(async ({ channel, messageTs, warningTs }) => {
      const place = { channel, messageTs };
      const all = await deps.database.read((tx) => findSharings(tx, workspaceId, place));
      const judged = await Promise.all(all.map((each) => urlsOf(deps, each)));
      const deadUrls = judged.flatMap(({ isDead, urls }) => (isDead ? urls : []));
      const areAllDead = judged.every(({ isDead }) => isDead);
      return { workspaceId, ...place, warningTs, deadUrls, areAllDead };
    }),
  );
}

async function urlsOf(deps: InvitationDeps, { invitationId: id, generation, urls }: KnownSharing) {
  const token = linkOf(deps, { id, generation }).split('/').at(-1) ?? '';
  const { ok } = await openInvitation(deps, token);
  return { isDead: !ok, urls: urls.map((url) => withToken(url, token)) };
}
