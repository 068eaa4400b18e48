import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import type { InvitationDeps } from '../../invitations/api.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { requesterInAbsence } from '../../members/slack/guards.ts';
import type { Plans } from '../../platform/process/plans.ts';
import type { ImportId } from '../../shared/ids.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import type { Import, ShownIn } from '../rules.ts';
import { showNoMoreIn, shownIn, viewImport } from '../use-cases/progress.ts';
import { progressModal } from './progress-blocks.ts';

type Deps = ActorDeps & InvitationDeps;

/** Between two looks of a dialog; Slack allows about a hundred in a minute, so with several open each is seldomer. */
const showEveryMs = 2000;

/** Shows how far imports are in the dialogs that are open. */
export function createShows(deps: Deps, plans: Plans) {
  /** When the dialogs of an import may be changed again. */
  const nextAt = new Map<string, number>();

  async function show(
    id: ImportId,
    client: WebClient,
    workspace: Workspace,
    notice: string | undefined,
  ): Promise<void> {
    const now = performance.now();
    for (const [each, at] of nextAt) if (at < now) nextAt.delete(each);
    nextAt.set(id, now + showEveryMs);
    const dialogs = await showInDialogs(deps, client, workspace, id, { notice });
    nextAt.set(id, now + dialogs * showEveryMs);
  }

  return {
    /** Shows it as soon as it may be; `notice` says what came of an act. */
    plan(id: ImportId, client: WebClient, workspace: Workspace, notice?: string): void {
      const waitMs = (nextAt.get(id) ?? 0) - performance.now();
      plans.plan(`show:${id}`, Math.max(waitMs, 0), () => show(id, client, workspace, notice));
    },
  };
}

/**
 * Shows in every dialog that is open how far an import is, save in `except`, to whoever is still an admin. `notice` says
 * what came of the last act. Gives how many dialogs there are.
 */
export async function showInDialogs(
  deps: Deps,
  client: WebClient,
  workspace: Workspace,
  id: ImportId,
  { notice, except }: { notice?: string | undefined; except?: string | undefined } = {},
): Promise<number> {
  const found = { id, workspaceId: workspace.id };
  const dialogs = (await shownIn(deps, found)).filter(({ viewId }) => viewId !== except);
  for (const dialog of dialogs) {
    const isShown = await showIn(deps, client, workspace, found, dialog, notice);
    if (!isShown) await showNoMoreIn(deps, found, dialog.viewId);
  }
  return dialogs.length;
}

async function showIn(
  deps: Deps,
  client: WebClient,
  workspace: Workspace,
  { id }: Pick<Import, 'id'>,
  { viewId, slackUserId }: ShownIn,
  notice: string | undefined,
): Promise<boolean> {
  const requester = await requesterInAbsence(deps, client, workspace, slackUserId);
  const found = await viewImport(deps, requester, id);
  if (!found.ok) return false;
  try {
    await client.views.update({ view_id: viewId, view: progressModal(found.value, notice) });
    return true;
  } catch (error) {
    // Closed meanwhile; whoever opens it again is shown it as it is then.
    if (!(error instanceof WebAPIPlatformError)) throw error;
    return false;
  }
}
