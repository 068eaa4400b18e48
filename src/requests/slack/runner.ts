import type { Changed } from '../../members/rules.ts';
import { type ActorDeps, adminsToTell } from '../../members/slack/actor.ts';
import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import { createPlans } from '../../platform/process/plans.ts';
import { takeTurns } from '../../platform/process/take-turns.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import { type DueRequest, onTurns, takeStep, takeTurn, untilNextTurn } from '../use-cases/steps.ts';

export interface RequestRunDeps extends ActorDeps {
  readonly slackClients: SlackClients;
  readonly changed: Changed;
}

/** How long a request is ours: only a process that died leaves it, or a team in which Slack doesn't answer us. */
const leaseMs = 30_000;

/**
 * Does what is due about requests by itself: tells admins of new ones, reminds them, and closes what nobody decided. Of
 * several processes each takes another.
 */
export async function startRequests(deps: RequestRunDeps): Promise<{ stop(): Promise<void> }> {
  const { database, log } = deps;
  const at = 'requests';
  const plans = createPlans((error) => reportBackgroundFault(log, error, { at }));
  const unlisten = await takeTurns<DueRequest>(plans, {
    ...{ at, log },
    take: () => takeTurn(database, leaseMs),
    work: (due) => step(deps, due),
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

async function step(deps: RequestRunDeps, { request, workspace }: DueRequest): Promise<void> {
  const client = await deps.slackClients(workspace.slackTeamId);
  // Without the app in the team nobody can be told anything.
  if (!client) return;
  await takeStep(deps, request, await adminsToTell(deps, client, workspace));
}
