import type { BlockAction } from '@slack/bolt';
import type { HomeView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { linkOf } from '../../invitations/api.ts';
import type { OwnInvitation } from '../../invitations/rules.ts';
import type { Changed, Requester } from '../../members/rules.ts';
import { type ActorDeps, type AdminsToAsk, adminsToAsk } from '../../members/slack/actor.ts';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import { createPlans } from '../../platform/process/plans.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import type { SlackPaces } from '../../platform/slack/paces.ts';
import { retryAfterMs } from '../../platform/slack/retry.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { nextExpiryMs } from '../refresh-rules.ts';
import { type AdminHome, type HomeState, parseHomeState } from '../rules.ts';
import { loadHome, rememberView } from '../use-cases/home.ts';
import { adminHome, memberHome } from './blocks.ts';
import { createPressNotices } from './press-notices.ts';
import { createPutBack } from './put-back.ts';
import { createHomeRefresher } from './refresher.ts';
import { createRefreshes } from './refreshes.ts';

export interface HomePublisherDeps extends ActorDeps {
  readonly slackClients: SlackClients;
  readonly paces: Pick<SlackPaces, 'refreshes'>;
  readonly publicUrl: string;
  readonly secrets: Secrets;
  readonly billingUrl: string | undefined;
  /** What to tell admins while no email can be sent. */
  readonly emailTrouble: () => string | undefined;
}

interface PublishOptions {
  /** Where in it they are; where they were last when undefined. */
  readonly state?: HomeState;
  /** A sentence on top, on what came of the last press. */
  readonly notice?: string;
  /** They don't look at it at the moment, as far as we know: it is brought up to date. */
  readonly isUnasked?: boolean;
  /** The hash of the view that was acted on. */
  readonly hash?: string;
}

/** Shows people their Home tab, and keeps the open ones true. */
export interface HomePublisher {
  publish(client: WebClient, requester: Requester, options: PublishOptions): Promise<void>;
  /** See HomeTab. */
  emptyFind(client: WebClient, requester: Requester, body: BlockAction): Promise<void>;
  /** Brings the tabs up to date, soon, that were looked at within the last hour and weren't shown since. */
  readonly changed: Changed;
  /** Resolves when nothing is being published any more; nothing is after it. */
  stop(): Promise<void>;
}

/** Once more: that they look is remembered by now, and where. */
const again: PublishOptions = { isUnasked: true };

/** How often something newer may come in between, before we publish what we have. */
const maxTries = 4;

export function createHomePublisher(deps: HomePublisherDeps): HomePublisher {
  const refreshes = createRefreshes(() => Date.now() + deps.database.shiftMs);
  const plans = createPlans((error) => reportBackgroundFault(deps.log, error, { at: 'home' }));
  const notices = createPressNotices(plans);
  const putBack = createPutBack(deps.log, refreshes, () => look());
  const { changed, look } = createHomeRefresher(
    deps,
    plans,
    { refreshes, putBack },
    (client, requester) => publish(client, requester, again),
  );

  /**
   * Publishes over what was there when it was loaded: whatever is published meanwhile is newer, so then it is
   * loaded again, in the state of the last press.
   */
  async function publish(
    client: WebClient,
    requester: Requester,
    options: PublishOptions,
    triesLeft = maxTries,
  ): Promise<void> {
    const { workspace, person } = requester;
    const tab = `${workspace.id} ${person.userId}`;
    if (!options.isUnasked) {
      plans.cancel(`owed:${tab}`);
      notices.pressed(tab, options.notice);
    }
    refreshes.showing(workspace.id, person.userId);
    const shown = await render(deps, client, requester, { ...options, notice: notices.of(tab) });
    const { hash = shown.viewHash } = options;
    try {
      const published = await client.views.publish({
        user_id: person.userId,
        view: shown.view,
        ...(hash !== undefined && triesLeft > 0 && { hash }),
      });
      const { hash: newHash } = published.view ?? {};
      putBack.published(workspace.id, person.userId);
      if (newHash) await rememberView(deps.database, requester, newHash);
    } catch (error) {
      if (isConflict(error) && triesLeft > 0) {
        return await publish(client, requester, again, triesLeft - 1);
      }
      const pauseMs = retryAfterMs(error);
      if (pauseMs === undefined) throw error;
      deps.log.warn({ pauseMs }, 'home is published later');
      refreshes.pause(workspace.id, pauseMs);
      // What nobody asked for takes its turn once the pause is over.
      if (options.isUnasked) refreshes.outdated(workspace.id, person.userId);
      else plans.plan(`owed:${tab}`, pauseMs, () => publishLater(client, requester));
    }
    refreshes.expiresIn(workspace.id, person.userId, shown.expiryMs);
    if (shown.namesLater) {
      plans.plan(`names:${tab}`, 0, async () => {
        if (await shown.namesLater) await publishLater(client, requester);
      });
    }
    look();
  }

  async function publishLater(client: WebClient, requester: Requester): Promise<void> {
    const { workspace, person } = requester;
    await publish(client, requester, again).catch((error: unknown) =>
      putBack.failed(workspace.id, [person.userId], error),
    );
  }

  /** Whoever asked is told what fails; what they did shows by itself later. */
  async function show(...[client, requester, options]: Parameters<HomePublisher['publish']>) {
    try {
      await publish(client, requester, options);
    } catch (error) {
      putBack.keep(requester.workspace.id, requester.person.userId, error);
      throw error;
    }
  }

  return {
    publish: show,
    changed,
    stop: plans.stop,
    emptyFind: (client, requester, body) => show(client, requester, emptied(body)),
  };
}

/** The tab as it was when somebody was found in it, with nobody in the field. */
function emptied({ view }: BlockAction): PublishOptions {
  const state = parseHomeState(parsedObject(view?.private_metadata ?? ''));
  const hash = view?.hash;
  return { state: { ...state, finds: state.finds + 1 }, ...(hash !== undefined && { hash }) };
}

function isConflict(error: unknown): boolean {
  return error instanceof WebAPIPlatformError && error.data.error === 'hash_conflict';
}

interface Rendered {
  readonly view: HomeView;
  readonly viewHash: string | undefined;
  /** In how long it won't be true any more by itself. */
  readonly expiryMs?: number | undefined;
  /** Whether Slack has named more people whom to ask, once it has answered. */
  readonly namesLater?: AdminsToAsk['later'];
}

async function render(
  deps: HomePublisherDeps,
  client: WebClient,
  requester: Requester,
  {
    state,
    notice,
    isUnasked,
  }: Pick<PublishOptions, 'state' | 'isUnasked'> & {
    notice: string | undefined;
  },
): Promise<Rendered> {
  const loaded = await loadHome(deps.database, requester, { state, isUnasked });
  const { viewHash } = loaded;
  const own = loaded.kind === 'other' ? loaded.home.own : ownOf(loaded.home);
  const around = {
    notice,
    billingUrl: deps.billingUrl,
    emailTrouble: deps.emailTrouble(),
    publicUrl: deps.publicUrl,
    joinUrl: own && linkOf(deps, own),
  };
  if (loaded.kind === 'admin') {
    const { home } = loaded;
    return { viewHash, view: adminHome(home, around), expiryMs: nextExpiryMs(home) };
  }
  const { known, later } = await adminsToAsk(deps, client, requester);
  return { viewHash, view: memberHome(loaded.home, known, around), namesLater: later };
}

function ownOf({ body }: AdminHome): OwnInvitation | undefined {
  return body.tab === 'invitations' ? body.own : undefined;
}
