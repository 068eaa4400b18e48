import type { WebClient } from '@slack/web-api';
import type { InvitationDeps } from '../../invitations/api.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { requesterInAbsence } from '../../members/slack/guards.ts';
import { waited } from '../../platform/process/deadline.ts';
import type { Plans } from '../../platform/process/plans.ts';
import { slackWaitsMs } from '../../platform/slack/late.ts';
import { waitBeforeNext } from '../../platform/slack/retry.ts';
import type { ImportId } from '../../shared/ids.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import type { Import, ShownIn } from '../rules.ts';
import { showNoMoreIn, shownIn, viewImport } from '../use-cases/progress.ts';
import { progressModal } from './progress-blocks.ts';

type Deps = ActorDeps & InvitationDeps;

/** Between two looks of a dialog; Slack allows about a hundred in a minute, so with several open each is seldomer. */
const showEveryMs = 2000;
/** How long until a dialog is tried again that Slack couldn't change, unless it says how long. */
const againMs = 5000;

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
    const { dialogs, againInMs } = await showInDialogs(deps, client, workspace, id, { notice });
    nextAt.set(id, now + Math.max(dialogs * showEveryMs, againInMs ?? 0));
    // The last change would else never be seen. What is planned by now shows it, too.
    if (againInMs !== undefined && !plans.isPlanned(nameOf(id))) {
      plan(id, client, workspace, notice);
    }
  }

  /** Shows it as soon as it may be; `notice` says what came of an act. */
  function plan(id: ImportId, client: WebClient, workspace: Workspace, notice?: string): void {
    const waitMs = (nextAt.get(id) ?? 0) - performance.now();
    plans.plan(nameOf(id), Math.max(waitMs, 0), () => show(id, client, workspace, notice));
  }

  return { plan };
}

function nameOf(id: ImportId): string {
  return `show:${id}`;
}

/**
 * Shows it in the dialog of Send once more when Slack has the answer to Send: that may come later than what was shown meanwhile, and would stand
 * over it. Slack takes no answer after its patience.
 */
export async function showAfterAnswer(
  deps: Deps & { readonly stopping: AbortSignal },
  client: WebClient,
  workspace: Workspace,
  id: ImportId,
  viewId: string,
): Promise<void> {
  if (!(await waited(slackWaitsMs, deps.stopping))) return;
  await showInDialogs(deps, client, workspace, id, { only: viewId });
}

/**
 * Shows in every dialog that is open how far an import is, save in `except` (or in `only` one), to whoever is still an admin. `notice` says
 * what came of the last act. Gives how many dialogs there are, and in how long those can be tried again that Slack couldn't
 * change.
 */
export async function showInDialogs(
  deps: Deps,
  client: WebClient,
  workspace: Workspace,
  id: ImportId,
  {
    notice,
    except,
    only,
  }: { notice?: string | undefined; except?: string | undefined; only?: string } = {},
): Promise<{ dialogs: number; againInMs: number | undefined }> {
  const found = { id, workspaceId: workspace.id };
  const dialogs = (await shownIn(deps, found)).filter(
    ({ viewId }) => viewId !== except && (only === undefined || viewId === only),
  );
  let againInMs: number | undefined;
  for (const dialog of dialogs) {
    const shown = await showIn(deps, client, workspace, found, dialog, notice);
    if (shown === 'gone') await showNoMoreIn(deps, found, dialog.viewId);
    else if (shown !== 'shown') againInMs = Math.max(againInMs ?? 0, shown.againInMs);
  }
  return { dialogs: dialogs.length, againInMs };
}

async function showIn(
  deps: Deps,
  client: WebClient,
  workspace: Workspace,
  { id }: Pick<Import, 'id'>,
  { viewId, slackUserId }: ShownIn,
  notice: string | undefined,
): Promise<'shown' | 'gone' | { readonly againInMs: number }> {
  try {
    const requester = await requesterInAbsence(deps, client, workspace, slackUserId);
    const found = await viewImport(deps, requester, id);
    if (!found.ok) return 'gone';
    await client.views.update({ view_id: viewId, view: progressModal(found.value, notice) });
    return 'shown';
  } catch (error) {
    const againInMs = waitBeforeNext(error, againMs);
    // Closed meanwhile; whoever opens it again is shown it as it is then.
    return againInMs === undefined ? 'gone' : { againInMs };
  }
}
