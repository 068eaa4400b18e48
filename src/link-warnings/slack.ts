import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import type { LinkUnfurls } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { manageRefusalText } from '../invitations/slack-blocks.ts';
import { type ManageDeps, replaceLink } from '../invitations/use-cases/manage.ts';
import {
  type ActorDeps,
  identifyActingRequester,
  identifyRequester,
  lookUpActor,
  teamOf,
} from '../members/actor.ts';
import { workspaceOfTeam } from '../workspaces/use-cases.ts';
import { findInviteLinks } from './rules.ts';
import {
  composerUnfurl,
  deadUnfurl,
  fineButton,
  posterChoice,
  privateWarning,
  readChoice,
  replaceButton,
  usableUnfurl,
  warningMessage,
} from './slack-blocks.ts';
import { claimWarning, type JudgedLink, judgeLinks, wantsWarnings } from './use-cases.ts';

export interface LinkWarningDeps extends ManageDeps, ActorDeps {
  readonly countLinkWarning: () => void;
}

type Shared = SlackEventMiddlewareArgs<'link_shared'> & AllMiddlewareArgs;
type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers the warnings about shared invite links. */
export function registerLinkWarnings(app: App, deps: LinkWarningDeps): void {
  app.event('link_shared', (args) => linkShared(deps, args));
  app.action<BlockAction<ButtonAction>>(replaceButton, (args) => replace(deps, args));
  app.action<BlockAction<ButtonAction>>(fineButton, async ({ ack, respond }) => {
    await ack();
    await respond({ delete_original: true });
  });
}

async function linkShared(deps: LinkWarningDeps, args: Shared): Promise<void> {
  const { client, context, event } = args;
  const urls = event.links.map(({ url }) => url);
  const links = findInviteLinks(urls, deps.publicUrl);
  if (links.length === 0 || !context.teamId) return;
  const workspace = await workspaceOfTeam(deps.database, teamOf(context, context.teamId));
  const judged = await judgeLinks(deps, workspace, links);
  if (judged.length === 0) return;
  const warns = await wantsWarnings(deps.database, workspace);
  if (event.source === 'composer') {
    await unfurl(client, event, judged, warns ? composerUnfurl() : usableUnfurl());
    return;
  }
  // One process unfurls and warns; the others, told of the same message, find everything claimed.
  const sharing = {
    workspaceId: workspace.id,
    channel: event.channel,
    messageTs: event.message_ts,
  };
  const claimed = await claimWarning(deps.database, sharing, judged);
  if (claimed.length === 0) return;
  const usable = judged.filter((link) => link.usable && claimed.includes(link.invitationId));
  // Neither has to wait for the other, nor to fail with it.
  const results = await Promise.allSettled([
    unfurl(client, event, judged, usableUnfurl()),
    warns && usable.length > 0 ? warn(deps, args, usable) : undefined,
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

type LinkSharedEvent = Shared['event'];

async function unfurl(
  client: WebClient,
  event: LinkSharedEvent,
  judged: readonly JudgedLink[],
  usable: LinkUnfurls[string],
): Promise<void> {
  const unfurls = Object.fromEntries(
    judged.map((link) => [link.url, link.usable ? usable : deadUnfurl()]),
  );
  const place =
    event.source && event.unfurl_id
      ? { source: event.source as 'composer', unfurl_id: event.unfurl_id }
      : { channel: event.channel, ts: event.message_ts };
  await orRefused(client.chat.unfurl({ ...place, unfurls }));
}

async function warn(
  deps: LinkWarningDeps,
  { client, context, event }: Shared,
  usable: readonly JudgedLink[],
): Promise<void> {
  // Slack tells nobody when a workflow or another app has posted.
  const user: string | undefined = event.user;
  deps.countLinkWarning();
  const thread = event.thread_ts ? { thread_ts: event.thread_ts } : {};
  const quiet = { unfurl_links: false, unfurl_media: false };
  const where = { channel: event.channel, ...thread };
  const warned = await orRefused(
    client.chat.postMessage({ ...where, ...quiet, ...warningMessage(user) }),
  );
  if (!user) return;
  if (!warned) {
    await orRefused(client.chat.postMessage({ channel: user, ...quiet, ...privateWarning() }));
  }
  const { isAdmin } = await lookUpActor(deps, await identifyRequester(deps, client, context));
  if (!isAdmin) return;
  const choice = posterChoice(usable);
  const shown =
    warned && (await orRefused(client.chat.postEphemeral({ ...where, user, ...choice })));
  if (!shown) await orRefused(client.chat.postMessage({ channel: user, ...quiet, ...choice }));
}

/** Whether the call worked. Slack's own no (not in the channel, link blocked, message gone) is false. */
async function orRefused(call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    return true;
  } catch (error) {
    if (error instanceof WebAPIPlatformError) return false;
    throw error;
  }
}

async function replace(deps: LinkWarningDeps, args: Press): Promise<void> {
  const { ack, action, respond } = args;
  await ack();
  const requester = await identifyActingRequester(deps, args);
  const texts: string[] = [];
  for (const { id, generation } of readChoice(action.value ?? '')) {
    const outcome = await replaceLink(deps, requester, id, generation);
    texts.push(
      outcome.ok
        ? '✅ The posted link is dead; the invitee gets a new one.'
        : `⚠️ ${manageRefusalText(outcome.refusal)}`,
    );
  }
  deps.changed(requester.workspace.id);
  const text = [...new Set(texts)].join('\n');
  await respond({ replace_original: true, text });
}
