import { WebAPIPlatformError, WebAPIRateLimitedError, type WebClient } from '@slack/web-api';
import { type ActorDeps, adminsToAsk } from '../members/actor.ts';
import type { Requester } from '../members/rules.ts';
import { reportFault } from '../platform/error-boundary.ts';
import type { Logger } from '../platform/logger.ts';
import type { SlackClients } from '../platform/slack-client.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import type { HomeState } from './rules.ts';
import { adminHome, memberHome } from './slack-blocks.ts';
import { loadHome, recentHomeTabs, rememberView } from './use-cases.ts';

export interface HomePublisherDeps extends ActorDeps {
  readonly slackClients: SlackClients;
  readonly log: Logger;
  readonly publicUrl: string;
  readonly billingUrl: string | undefined;
  /** What to tell admins while no e-mail can be sent. */
  readonly emailTrouble: () => string | undefined;
}

export interface PublishOptions {
  /** Where in it they are; where they were last when undefined. */
  readonly state?: HomeState;
  /** A sentence on top, on what came of the last press. */
  readonly notice?: string;
  /** They don't look at it at the moment, as far as we know: it is brought up to date. */
  readonly isUnasked?: boolean;
  /** The hash of the view that was acted on. */
  readonly hash?: string;
}

/** Shows people their Home tab, and keeps the open ones up to date. */
export interface HomePublisher {
  publish(client: WebClient, requester: Requester, options: PublishOptions): Promise<void>;
  /** Brings the tabs that were looked at lately up to date, soon; others' doings don't wait for it. */
  changed(workspaceId: WorkspaceId, exceptSlackUser?: string): void;
  /** Resolves when nothing is being published any more; nothing is after it. */
  stop(): Promise<void>;
}

/** Several changes in a row become one update. */
const gatherMs = 100;

/** How often something newer may come in between, before we publish what we have. */
const mostTries = 4;

export function createHomePublisher(deps: HomePublisherDeps): HomePublisher {
  const planned = new Map<string, NodeJS.Timeout>();
  const running = new Set<Promise<void>>();
  const refreshing = new Set<WorkspaceId>();
  let stopped = false;

  /** Does something later; a newer plan of the same name takes its place. */
  function plan(name: string, ms: number, work: () => Promise<void>): void {
    if (stopped) return;
    clearTimeout(planned.get(name));
    const timer = setTimeout(() => {
      planned.delete(name);
      const run = work()
        .catch((error: unknown) => void reportFault(deps.log, error, { at: 'home' }))
        .finally(() => running.delete(run));
      running.add(run);
    }, ms);
    planned.set(name, timer);
  }

  /**
   * Publishes over what was there when it was loaded: whatever is published meanwhile is newer, so then it is
   * loaded again, in the state of the last press.
   */
  async function publish(
    client: WebClient,
    requester: Requester,
    options: PublishOptions,
    triesLeft = mostTries,
  ): Promise<void> {
    const { view, viewHash } = await render(deps, client, requester, options);
    const { hash = viewHash, notice } = options;
    // That they look is remembered by now, and where.
    const again = { isUnasked: true, ...(notice !== undefined && { notice }) };
    try {
      const published = await client.views.publish({
        user_id: requester.person.userId,
        view,
        ...(hash !== undefined && triesLeft > 0 && { hash }),
      });
      const { hash: newHash } = published.view ?? {};
      if (newHash) await rememberView(deps.database, requester, newHash);
    } catch (error) {
      if (isConflict(error) && triesLeft > 0) {
        await publish(client, requester, again, triesLeft - 1);
      } else if (error instanceof WebAPIRateLimitedError) {
        deps.log.warn({ retryAfter: error.retryAfter }, 'home is published later');
        const name = `user ${requester.workspace.id} ${requester.person.userId}`;
        plan(name, error.retryAfter * 1000, () => publish(client, requester, again));
      } else {
        throw error;
      }
    }
  }

  async function refresh(workspaceId: WorkspaceId, except: string | undefined): Promise<void> {
    const { workspace, slackUserIds } = await recentHomeTabs(deps.database, workspaceId);
    if (slackUserIds.length === 0) return;
    const client = await deps.slackClients(workspace.slackTeamId);
    if (!client) return;
    for (const userId of slackUserIds.filter((each) => each !== except)) {
      try {
        const person = await deps.people.person(client, workspace.slackTeamId, userId);
        await publish(client, { workspace, person }, { isUnasked: true });
      } catch (error) {
        // The others' tabs don't depend on this one.
        reportFault(deps.log, error, { at: 'home' });
      }
    }
  }

  /** Of a workspace one at a time: when Slack is slow, they would only become more and more. */
  function planRefresh(workspaceId: WorkspaceId, except: string | undefined): void {
    plan(`workspace ${workspaceId} ${except}`, gatherMs, async () => {
      if (refreshing.has(workspaceId)) return planRefresh(workspaceId, except);
      refreshing.add(workspaceId);
      await refresh(workspaceId, except).finally(() => refreshing.delete(workspaceId));
    });
  }

  return {
    publish,
    changed: planRefresh,
    async stop() {
      stopped = true;
      for (const timer of planned.values()) clearTimeout(timer);
      await Promise.all(running);
    },
  };
}

function isConflict(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict';
}

async function render(
  deps: HomePublisherDeps,
  client: WebClient,
  requester: Requester,
  { state, notice, isUnasked }: PublishOptions,
) {
  const home = await loadHome(deps.database, requester, { state, isUnasked });
  const { viewHash } = home;
  if (home.kind === 'admin') {
    const more = { notice, billingUrl: deps.billingUrl, emailTrouble: deps.emailTrouble() };
    return { viewHash, view: adminHome(home.home, more) };
  }
  const admins = await adminsToAsk(deps, client, requester);
  const account = `${deps.publicUrl}/account`;
  return { viewHash, view: memberHome(home.workspace.name, home.actor, admins, account) };
}
