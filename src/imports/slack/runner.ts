import type { WebClient } from '@slack/web-api';
import { requesterInAbsence } from '../../members/slack/guards.ts';
import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import { createPlans } from '../../platform/process/plans.ts';
import { takeTurns } from '../../platform/process/take-turns.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { taskText } from '../progress-texts.ts';
import type { Import } from '../rules.ts';
import { goOnWithTask, type TaskStep } from '../use-cases/after.ts';
import { sendNextRows } from '../use-cases/send.ts';
import { onTurns, resumeTurns, takeTurn, untilNextTurn } from '../use-cases/turns.ts';
import type { ImportRunDeps } from './deps.ts';
import { createShows } from './open-dialogs.ts';

/** How long an import is ours: only a process that died leaves it, or one that Slack doesn't answer. */
const leaseMs = 30_000;

/**
 * Sends the rows of imports, some of one and then some of the next, so that none waits for a long one, and takes back or
 * reminds what was sent; shows how far they are in the dialogs that are open. Of several processes each takes another.
 */
export async function startImports(deps: ImportRunDeps): Promise<{ stop(): Promise<void> }> {
  const { database, log } = deps;
  const at = 'imports';
  const plans = createPlans((error) => reportBackgroundFault(log, error, { at }));
  const shows = createShows(deps, plans);

  async function goOnWith(due: Import): Promise<void> {
    const workspace = await database.run((tx) => findWorkspaceById(tx, due.workspaceId));
    const client = workspace && (await deps.slackClients(workspace.slackTeamId));
    // Without the app in the team nobody can say whether they are still an admin.
    if (!workspace || !client) return;
    const by = due.task?.by ?? due.slackUserId;
    const requester = await requesterInAbsence(deps, client, workspace, by);
    if (!due.task) {
      await sendNextRows(deps, requester, due);
      return shows.plan(due.id, client, workspace);
    }
    const step = await goOnWithTask(deps, requester, due);
    if (step) correct(step, client, workspace);
    shows.plan(due.id, client, workspace, step && !step.goesOn ? taskText(step) : undefined);
  }

  /** Says of links that were posted that they are dead: beside the next rows, as Slack may take its time. */
  function correct({ revoked }: TaskStep, client: WebClient, workspace: Workspace): void {
    const [first] = revoked;
    plans.plan(`correct:${first}`, 0, async () => {
      for (const invitationId of revoked) {
        await deps.correctPosted(client, workspace.id, { invitationId });
      }
    });
  }

  await resumeTurns(database);
  const unlisten = await takeTurns<Import>(plans, {
    ...{ at, log },
    take: () => takeTurn(database, leaseMs),
    work: goOnWith,
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
