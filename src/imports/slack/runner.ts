import { WebAPIPlatformError } from '@slack/web-api';
import { requesterInAbsence } from '../../members/slack/guards.ts';
import { reportFault } from '../../platform/process/error-boundary.ts';
import { createPlans } from '../../platform/process/plans.ts';
import { takeTurns } from '../../platform/process/take-turns.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import type { Import } from '../rules.ts';
import { showNoMoreIn, viewInDialog } from '../use-cases/progress.ts';
import { sendNextRows } from '../use-cases/send.ts';
import { onTurns, resumeTurns, takeTurn, untilNextTurn } from '../use-cases/turns.ts';
import type { ImportRunDeps } from './deps.ts';
import { progressModal } from './progress-blocks.ts';

/** How long an import is ours: only a process that died leaves it, or one that Slack doesn't answer. */
const leaseMs = 30_000;
/** Between two looks of the dialog that shows how far it is. */
const showEveryMs = 2000;

/**
 * Sends the rows of imports, some of one and then some of the next, so that none waits for a long one; shows how far they
 * are in the dialogs that are open. Of several processes each takes another.
 */
export async function startImports(deps: ImportRunDeps): Promise<{ stop(): Promise<void> }> {
  const { database, log } = deps;
  const at = 'imports';
  const plans = createPlans((error) => void reportFault(log, error, { at }));
  const shown = new Map<string, number>();
  async function sendFor(due: Import): Promise<void> {
    const workspace = await database.run((tx) => findWorkspaceById(tx, due.workspaceId));
    const client = workspace && (await deps.slackClients(workspace.slackTeamId));
    // Without the app in the team nobody can say whether they are still an admin.
    if (!workspace || !client) return;
    const requester = await requesterInAbsence(deps, client, workspace, due.slackUserId);
    await sendNextRows(deps, requester, due);
    const sinceMs = performance.now() - (shown.get(due.id) ?? Number.NEGATIVE_INFINITY);
    plans.plan(`show:${due.id}`, Math.max(showEveryMs - sinceMs, 0), () =>
      show(due, workspace.slackTeamId),
    );
  }

  async function show(due: Import, slackTeamId: string): Promise<void> {
    shown.set(due.id, performance.now());
    const view = await viewInDialog(deps, due);
    if (view?.import.state !== 'sending') shown.delete(due.id);
    const client = view && (await deps.slackClients(slackTeamId));
    if (!client) return;
    try {
      await client.views.update({ view_id: view.viewId, view: progressModal(view) });
    } catch (error) {
      // Closed meanwhile; whoever opens it again is shown it as it is then.
      if (!(error instanceof WebAPIPlatformError)) throw error;
      await showNoMoreIn(deps, due, view.viewId);
    }
  }

  await resumeTurns(database);
  const unlisten = await takeTurns<Import>(plans, {
    ...{ at, log },
    take: () => takeTurn(database, leaseMs),
    work: sendFor,
    untilNext: () => untilNextTurn(database),
    listen: (onSignal) => onTurns(database, onSignal),
  });
  return {
    async stop() {
      await plans.stop();
      await unlisten();
    },
  };
}
