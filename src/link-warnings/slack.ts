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
import type { InvitationDeps } from '../invitations/use-cases/deps.ts';
import { replaceLink } from '../invitations/use-cases/manage.ts';
import { type ActorDeps, identifyRequester, lookUpActor } from '../members/actor.ts';
import type { Requester } from '../members/rules.ts';
import { type InvitationId, parseInvitationId } from '../shared/ids.ts';
import { findInviteLinks } from './rules.ts';
import {
  composerUnfurl,
  deadUnfurl,
  fineButton,
  posterChoice,
  privateWarning,
  replaceButton,
  usableUnfurl,
  warningMessage,
} from './slack-blocks.ts';
import { claimWarning, type JudgedLink, judgeLinks, wantsWarnings } from './use-cases.ts';

export interface LinkWarningDeps extends InvitationDeps, ActorDeps {}

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
  if (links.length === 0) return;
  const requester = await identifyRequester(deps, client, context);
  const judged = await judgeLinks(deps, requester.workspace, links);
  if (judged.length === 0) return;
  const warns = await wantsWarnings(deps.database, requester.workspace);
  const usable = judged.filter((link) => link.usable);
  if (event.source === 'composer') {
    await unfurl(client, event, judged, warns ? composerUnfurl() : usableUnfurl());
    return;
  }
  // One process unfurls and warns; the others, told of the same message, find everything claimed.
  const sharing = { channel: event.channel, messageTs: event.message_ts };
  const { id: workspaceId } = requester.workspace;
  const claimed = await claimWarning(deps.database, { workspaceId, ...sharing }, judged);
  if (claimed.length === 0) return;
  await unfurl(client, event, judged, usableUnfurl());
  const ids = usable.map((link) => link.invitationId).filter((id) => claimed.includes(id));
  if (warns && ids.length > 0) await warn(deps, client, event, requester, ids);
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
  client: WebClient,
  event: LinkSharedEvent,
  requester: Requester,
  ids: readonly InvitationId[],
): Promise<void> {
  const { userId } = requester.person;
  const thread = event.thread_ts ? { thread_ts: event.thread_ts } : {};
  const quiet = { unfurl_links: false, unfurl_media: false };
  const where = { channel: event.channel, ...thread };
  const posted = await orRefused(
    client.chat.postMessage({ ...where, ...quiet, ...warningMessage(userId) }),
  );
  if (!posted) await client.chat.postMessage({ channel: userId, ...quiet, ...privateWarning() });
  const { isAdmin } = await lookUpActor(deps, requester);
  if (!isAdmin) return;
  const choice = posterChoice(ids);
  const shown = posted
    ? await orRefused(client.chat.postEphemeral({ ...where, user: userId, ...choice }))
    : false;
  if (!shown) await client.chat.postMessage({ channel: userId, ...quiet, ...choice });
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
  const { ack, action, client, context, respond } = args;
  await ack();
  const requester = await identifyRequester(deps, client, context);
  const ids = (action.value ?? '').split(' ').flatMap((id) => parseInvitationId(id) ?? []);
  const texts: string[] = [];
  for (const id of ids) {
    const outcome = await replaceLink(deps, requester, id);
    texts.push(
      outcome.ok
        ? '✅ The posted link is dead; the invitee gets a new one.'
        : `⚠️ ${manageRefusalText(outcome.refusal)}`,
    );
  }
  deps.changed(requester.workspace.id);
  const text = [...new Set(texts)].join('\n') || `⚠️ ${manageRefusalText('gone')}`;
  await respond({ replace_original: true, text });
}
