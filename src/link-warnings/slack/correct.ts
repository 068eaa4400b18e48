import type { WebClient } from '@slack/web-api';
import type { InvitationDeps } from '../../invitations/api.ts';
import { callWithRetries, type RetryDeps } from '../../platform/slack/retry.ts';
import type { InvitationId, WorkspaceId } from '../../shared/ids.ts';
import type { PostedPlace } from '../rules.ts';
import { findDead, listPosted } from '../use-cases/link-warnings.ts';
import { deadUnfurl, settledMessage } from './blocks.ts';

/** What Slack answers where the app may not write, or the message is gone; nobody needs to mend that. */
export const expectedOfMessages: ReadonlySet<string> = new Set([
  'cannot_dm_bot',
  'cant_update_message',
  'channel_not_found',
  'is_archived',
  'message_not_found',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'user_disabled',
  'user_not_found',
  'user_not_in_channel',
]);

/** The same for what stands under a link: the message was deleted, or the link taken out of it. */
export const expectedOfUnfurls: ReadonlySet<string> = new Set([
  'cannot_find_channel',
  'cannot_find_message',
  'cannot_unfurl_message',
  'channel_not_found',
]);

/**
 * Says of dead links, wherever they were posted (in a message, or those of an invitation), that they are dead: under
 * them, and in the place of the warning once none of the message's works any more.
 */
export type CorrectPosted = (
  client: WebClient,
  workspaceId: WorkspaceId,
  of: PostedPlace | { readonly invitationId: InvitationId },
) => Promise<void>;

/**
 * Corrects one message of a workspace after the other: there may be many, and whoever changes an invitation again and
 * again must not keep others waiting. What waits already isn't begun twice.
 */
export function createCorrector(deps: InvitationDeps & RetryDeps): CorrectPosted {
  const last = new Map<WorkspaceId, Promise<void>>();
  const waiting = new Map<string, Promise<void>>();
  return async (client, workspaceId, of) => {
    const key = JSON.stringify([workspaceId, of]);
    const before = last.get(workspaceId);
    const correcting =
      waiting.get(key) ??
      Promise.resolve(before?.catch(() => undefined)).then(async () => {
        waiting.delete(key);
        // What stands in Slack is told when somebody looks again.
        if (deps.stopping.aborted) return;
        await correct(deps, client, workspaceId, of);
      });
    if (!waiting.has(key)) {
      waiting.set(key, correcting);
      last.set(workspaceId, correcting);
    }
    try {
      await correcting;
    } finally {
      if (last.get(workspaceId) === correcting) last.delete(workspaceId);
    }
  };
}

async function correct(
  deps: InvitationDeps & RetryDeps,
  client: WebClient,
  workspaceId: WorkspaceId,
  of: Parameters<CorrectPosted>[2],
): Promise<void> {
  const places =
    'invitationId' in of ? await listPosted(deps.database, workspaceId, of.invitationId) : [of];
  for (const place of places) {
    if (deps.stopping.aborted) return;
    const { deadUrls, areAllDead, warningTs } = await findDead(deps, workspaceId, place);
    if (deadUrls.length === 0) continue;
    const { channel, messageTs } = place;
    const unfurls = Object.fromEntries(deadUrls.map((url) => [url, deadUnfurl()]));
    const under = { what: 'what stands under a dead link', expected: expectedOfUnfurls };
    await callWithRetries(deps, under, () =>
      client.chat.unfurl({ channel, ts: messageTs, unfurls }),
    );
    if (!areAllDead || warningTs === undefined) continue;
    const note = { what: 'the warning about a dead link', expected: expectedOfMessages };
    await callWithRetries(deps, note, () =>
      client.chat.update({ channel, ts: warningTs, ...settledMessage(deadUrls.length) }),
    );
  }
}
