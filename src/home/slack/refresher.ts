import type { WebClient } from '@slack/web-api';
import type { Changed, Requester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import type { Plans } from '../../platform/process/plans.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { SlackPaces } from '../../platform/slack/paces.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { claimRefreshes, recentHomeTabs } from '../use-cases/home.ts';
import type { PutBack } from './put-back.ts';
import type { Refreshes } from './refreshes.ts';

/** Several changes at once are noted together. */
const noteMs = 100;

/** Between two looks for what is due: not in a rush, but often, since the sandbox's clock can be moved by a week. */
const [shortestWaitMs, maxWaitMs] = [50, 1000];

/** Brings the Home tabs up to date that people have open, when it is their turn. */
export interface HomeRefresher {
  /** See HomePublisher. */
  readonly changed: Changed;
  /** Looks for tabs that are due, now and when the next one is. */
  look(): void;
}

/** `publish` shows somebody their tab as it is now. */
export function createHomeRefresher(
  deps: ActorDeps & {
    readonly slackClients: SlackClients;
    readonly paces: Pick<SlackPaces, 'refreshes'>;
  },
  { plan, isPlanned }: Plans,
  { refreshes, putBack }: { refreshes: Refreshes; putBack: PutBack },
  publish: (client: WebClient, requester: Requester) => Promise<void>,
): HomeRefresher {
  const busy = new Set<WorkspaceId>();
  /** Who did what is to be noted. */
  const actors = new Map<WorkspaceId, Set<string>>();

  /** One after the other, until Slack asks for a pause. */
  async function refresh(workspaceId: WorkspaceId, userIds: readonly string[]): Promise<void> {
    const claimed = await claimRefreshes(deps.database, deps.paces.refreshes, workspaceId, userIds);
    // Whoever has theirs open no more needn't be remembered.
    for (const userId of userIds) refreshes.showing(workspaceId, userId);
    if (!claimed) return;
    const { workspace, slackUserIds, laterUserIds, pauseMs } = claimed;
    for (const userId of laterUserIds) {
      refreshes.refreshing(workspaceId, userId);
      refreshes.outdated(workspaceId, userId);
    }
    const client = await deps.slackClients(workspace.slackTeamId);
    if (!client) return;
    for (const userId of slackUserIds) {
      refreshes.refreshing(workspaceId, userId);
      if (refreshes.isPaused(workspaceId)) refreshes.outdated(workspaceId, userId);
      else await publishTo(client, workspace, userId);
    }
    if (pauseMs > 0) refreshes.pause(workspaceId, pauseMs);
  }

  async function publishTo(client: WebClient, workspace: Workspace, userId: string): Promise<void> {
    try {
      const person = await deps.people.person(client, workspace.slackTeamId, userId);
      await publish(client, { workspace, person });
    } catch (error) {
      // The others' tabs don't depend on this one.
      putBack.failed(workspace.id, [userId], error);
    }
  }

  /** Of a workspace one refresh at a time: when Slack is slow, they would only become more and more. */
  function look(): void {
    for (const { workspaceId, userIds } of refreshes.due()) {
      if (busy.has(workspaceId)) continue;
      busy.add(workspaceId);
      plan(`refresh:${workspaceId}`, 0, () =>
        refresh(workspaceId, userIds)
          .catch((error: unknown) => putBack.failed(workspaceId, userIds, error))
          .finally(() => {
            busy.delete(workspaceId);
            look();
          }),
      );
    }
    const ms = refreshes.nextMs();
    if (ms === undefined) return;
    plan('look', Math.min(Math.max(ms, shortestWaitMs), maxWaitMs), async () => look());
  }

  /** Notes whose tabs don't show something any more, and shows it at once to whoever did it. */
  async function note(workspaceId: WorkspaceId): Promise<void> {
    const did = actors.get(workspaceId);
    actors.delete(workspaceId);
    const recent = await recentHomeTabs(deps.database, workspaceId);
    if (!recent) return;
    const { workspace, slackUserIds } = recent;
    const upToDate = refreshes.shownSince(workspaceId);
    const outdated = slackUserIds.filter((userId) => !upToDate.has(userId));
    for (const userId of outdated) refreshes.outdated(workspaceId, userId);
    look();
    const first = outdated.filter((userId) => did?.has(userId));
    if (first.length === 0 || refreshes.isPaused(workspaceId)) return;
    const client = await deps.slackClients(workspace.slackTeamId);
    if (client) for (const userId of first) await publishTo(client, workspace, userId);
  }

  return {
    look,
    changed(workspaceId, bySlackUser) {
      refreshes.changed(workspaceId);
      const did = actors.get(workspaceId) ?? new Set();
      if (bySlackUser !== undefined) did.add(bySlackUser);
      actors.set(workspaceId, did);
      const name = `note:${workspaceId}`;
      if (!isPlanned(name)) plan(name, noteMs, () => note(workspaceId));
    },
  };
}
