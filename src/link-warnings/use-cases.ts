import type { InvitationDeps } from '../invitations/use-cases/deps.ts';
import { openInvitation } from '../invitations/use-cases/join.ts';
import type { Database } from '../platform/database.ts';
import type { InvitationId } from '../shared/ids.ts';
import type { Workspace } from '../workspaces/rules.ts';
import { currentWorkspace } from '../workspaces/use-cases.ts';
import type { SharedLink } from './rules.ts';
import { claimSharings, type Sharing } from './store.ts';

/** What a posted link is: whoever opens it can join, or nobody can any more. */
export interface JudgedLink {
  readonly url: string;
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
    judged.push({ url, invitationId, generation, usable: found.ok });
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
  const ids = [...new Set(links.map(({ invitationId }) => invitationId))];
  if (ids.length === 0) return [];
  return await database.transaction((tx) => claimSharings(tx, sharing, ids));
}
