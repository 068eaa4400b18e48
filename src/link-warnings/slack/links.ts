import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackEventMiddlewareArgs,
} from '@slack/bolt';
import type { LinkUnfurls } from '@slack/types';
import type { ManageDeps } from '../../invitations/api.ts';
import type { ActingRequester } from '../../members/rules.ts';
import {
  type ActorDeps,
  identifyRequester,
  lookUpActor,
  teamOf,
} from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { respondThere } from '../../platform/slack/respond.ts';
import { callWithRetries, type RetryDeps } from '../../platform/slack/retry.ts';
import { workspaceOfTeam } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { findInviteLinks, isBetweenTwo, type Sharing } from '../rules.ts';
import {
  claimWarning,
  type JudgedLink,
  judgeLinks,
  keepPosted,
  noteWarning,
  recordPosted,
  replacePosted,
} from '../use-cases/link-warnings.ts';
import {
  composerUnfurl,
  deadUnfurl,
  fineButton,
  posterChoice,
  privateWarning,
  readChoice,
  replaceButton,
  replacedMessage,
  usableUnfurl,
  warningMessage,
} from './blocks.ts';
import { type CorrectPosted, expectedOfMessages, expectedOfUnfurls } from './correct.ts';

export interface LinkWarningDeps extends ManageDeps, ActorDeps, RetryDeps {
  readonly countLinkWarning: () => void;
  readonly correctPosted: CorrectPosted;
}

type Shared = SlackEventMiddlewareArgs<'link_shared'> & AllMiddlewareArgs;
type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers the warnings about shared invite links. */
export function registerLinkWarnings(app: App, deps: LinkWarningDeps): void {
  app.event('link_shared', (args) => linkShared(deps, args));
  const { admins } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    replaceButton,
    admins.acked((args, requester) => replace(deps, args, requester)),
  );
  app.action<BlockAction<ButtonAction>>(
    fineButton,
    admins.acked(async (args: Press, requester) => {
      await respondThere(args, { delete_original: true });
      await keepPosted(deps, requester, readChoice(args.action.value ?? ''));
    }),
  );
}

async function linkShared(deps: LinkWarningDeps, args: Shared): Promise<void> {
  const { context, event } = args;
  const urls = event.links.map(({ url }) => url);
  const links = findInviteLinks(urls, deps.publicUrl);
  if (links.length === 0 || !context.teamId) return;
  const workspace = await workspaceOfTeam(deps.database, teamOf(context, context.teamId));
  const judged = await judgeLinks(deps, workspace, links);
  if (judged.length === 0) return;
  const warns = workspace.settings.linkWarnings;
  if (event.source === 'composer') {
    await unfurl(deps, args, judged, warns ? composerUnfurl() : usableUnfurl());
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
  const isWarned = warns && usable.length > 0 && !isBetweenTwo(event.channel);
  // Neither has to wait for the other, nor to fail with it.
  const results = await Promise.allSettled([
    unfurl(deps, args, judged, usableUnfurl()),
    isWarned ? warn(deps, args, sharing, usable) : undefined,
    isBetweenTwo(event.channel) ? undefined : note(deps, args, workspace, usable),
  ]);
  const failed = results.find((result) => result.status === 'rejected');
  if (failed) throw failed.reason;
}

/** Puts into the record who posted the links; whether or not anybody is warned. */
async function note(
  deps: LinkWarningDeps,
  { client, context, event }: Shared,
  workspace: Workspace,
  usable: readonly JudgedLink[],
): Promise<void> {
  if (usable.length === 0) return;
  const user: string | undefined = event.user;
  const poster = user
    ? await lookUpActor(deps, await identifyRequester(deps, client, context))
    : undefined;
  await recordPosted(deps.database, workspace, usable, poster);
}

async function unfurl(
  deps: LinkWarningDeps,
  { client, event }: Shared,
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
  await callWithRetries(
    deps,
    { what: 'what stands under a link', expected: expectedOfUnfurls },
    () => client.chat.unfurl({ ...place, unfurls }),
  );
}

async function warn(
  deps: LinkWarningDeps,
  { client, context, event }: Shared,
  sharing: Sharing,
  usable: readonly JudgedLink[],
): Promise<void> {
  // Slack tells nobody when a workflow or another app has posted.
  const user: string | undefined = event.user;
  deps.countLinkWarning();
  const thread = event.thread_ts ? { thread_ts: event.thread_ts } : {};
  const quiet = { unfurl_links: false, unfurl_media: false };
  const where = { channel: event.channel, ...thread };
  const call = <T>(about: { what: string }, post: () => Promise<T>) =>
    callWithRetries(deps, { ...about, expected: expectedOfMessages }, post);
  const warned = await call({ what: 'the warning about a link' }, () =>
    client.chat.postMessage({ ...where, ...quiet, ...warningMessage(user) }),
  );
  if (warned?.ts) await noteWarning(deps.database, sharing, warned.ts);
  if (!user) return;
  if (!warned?.ts) {
    await call({ what: 'the warning to whoever posted a link' }, () =>
      client.chat.postMessage({ channel: user, ...quiet, ...privateWarning() }),
    );
  }
  const { isAdmin } = await lookUpActor(deps, await identifyRequester(deps, client, context));
  if (!isAdmin) return;
  const emails = new Map(usable.map(({ invitationId, email }) => [invitationId, email]));
  const choice = posterChoice(sharing, [...emails.values()]);
  const shown =
    warned &&
    (await call({ what: 'the choice to replace a link' }, () =>
      client.chat.postEphemeral({ ...where, user, ...choice }),
    ));
  if (shown) return;
  await call({ what: 'the choice to replace a link' }, () =>
    client.chat.postMessage({ channel: user, ...quiet, ...choice }),
  );
}

async function replace(
  deps: LinkWarningDeps,
  args: Press,
  requester: ActingRequester,
): Promise<void> {
  const { action, client } = args;
  const place = readChoice(action.value ?? '');
  const result = await replacePosted(deps, requester, place);
  await respondThere(args, { replace_original: true, ...replacedMessage(result) });
  await deps.correctPosted(client, requester.workspace.id, place);
}
