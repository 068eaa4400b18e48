import { ErrorCode, WebAPIHTTPError, type WebClient } from '@slack/web-api';
import { LRUCache } from 'lru-cache';
import type { Logger } from '../platform/process/logger.ts';
import { retryAfterMs, slackErrorName } from '../platform/slack/retry.ts';
import { type TokenWatch, tokenTroubleOf } from '../platform/slack/token.ts';
import type { SlackNote } from '../shared/slack-note.ts';
import { DeliveryFailed, type DeliveryFailure, isByAddress, type PostedPlace } from './rules.ts';
import { reasons } from './texts.ts';

/** Sends direct messages from the app. */
export interface SlackSender {
  /**
   * Sends to a Slack user's or channel's id, or to the person of the team who has the address. Gives where it stands;
   * undefined when nobody in the team has the address. Throws DeliveryFailed when it failed otherwise.
   */
  send(slackTeamId: string, recipient: string, note: SlackNote): Promise<PostedPlace | undefined>;
  /** Has a message that was sent say something else; nothing when it is gone. Throws DeliveryFailed. */
  edit(slackTeamId: string, place: PostedPlace, note: SlackNote): Promise<void>;
  /** Whether it is of no use to send any: what waits then goes on waiting. */
  isHeld(): boolean;
  /** Called when that changes. */
  onChange(listener: () => void): void;
}

/**
 * Refusals that another try won't change (docs.slack.dev/reference/methods/chat.postMessage#errors): about the
 * person or the message. Not here are those that end when a token is renewed or replaced, or the app's settings are
 * mended, such as token_expired, token_revoked, missing_scope and messages_tab_disabled.
 */
const permanentErrors = new Set([
  'cannot_dm_bot',
  'cannot_message_self',
  'channel_not_found',
  'deleted_user',
  'invalid_arguments',
  'invalid_blocks',
  'invalid_blocks_format',
  'is_archived',
  'method_not_supported_for_channel_type',
  'msg_blocks_too_long',
  'msg_too_long',
  'no_permission',
  'no_text',
  'not_in_channel',
  'restricted_action',
  'restricted_action_read_only_channel',
  'user_disabled',
  'user_is_bot',
  'user_not_found',
  'user_not_visible',
  'user_team_not_in_channel',
  'users_not_found',
]);

/** Those of the permanent ones that are about one person, who left or can't be written to: nobody needs to mend anything. */
const expectedErrors = new Set([
  'cannot_dm_bot',
  'channel_not_found',
  'deleted_user',
  'user_disabled',
  'user_is_bot',
  'user_not_found',
  'user_not_visible',
  'users_not_found',
]);

/** A message that can't be edited any more: it was deleted, or whoever could see it is gone. */
const endedMessages = new Set([
  'cant_update_message',
  'channel_not_found',
  'edit_window_closed',
  'is_inactive',
  'message_not_found',
]);

/** Who has which address changes seldom, and a message is tried again for a day. */
const remembered = { max: 10_000, ttl: 10 * 60_000 };

export function createSlackSender(
  clientOf: (slackTeamId: string) => Promise<WebClient | undefined>,
  { token, log }: { token: TokenWatch; log: Logger },
): SlackSender {
  const known = new LRUCache<string, string>(remembered);

  /** Who has the address in the team, as Slack said a while ago or says now; a message that has to wait asks once. */
  async function userOf(
    client: WebClient,
    slackTeamId: string,
    address: string,
  ): Promise<string | undefined> {
    const key = `${slackTeamId} ${address}`;
    const before = known.get(key);
    if (before) return before;
    const found = await userWithAddress(client, address);
    if (found) known.set(key, found);
    return found;
  }

  function failed(slackTeamId: string, cause: unknown): DeliveryFailed {
    const error = slackErrorName(cause);
    if (error && !expectedErrors.has(error)) {
      token.suspect(cause);
      const advice = tokenTroubleOf(cause)
        ? '; install the app again there, or give its new SLACK_BOT_TOKEN'
        : '';
      log.warn({ error, team: slackTeamId }, `Slack refuses a direct message${advice}`);
    }
    return new DeliveryFailed(slackFailure(cause), { cause });
  }

  return {
    isHeld: () => !token.isTaken(),
    onChange: token.onChange,
    async send(slackTeamId, recipient, note) {
      try {
        const client = await clientOf(slackTeamId);
        // The app was uninstalled a moment ago.
        if (!client) return undefined;
        const userId = isByAddress(recipient)
          ? await userOf(client, slackTeamId, recipient)
          : recipient;
        if (!userId) return undefined;
        const message = {
          channel: userId,
          text: note.text,
          blocks: [...note.blocks],
          // A preview would fetch the link, and show it once more.
          unfurl_links: false,
          unfurl_media: false,
        };
        const { channel = userId, ts = '' } = await client.chat.postMessage(message);
        return { channel, messageTs: ts };
      } catch (cause) {
        // Perhaps they aren't who has the address any more.
        if (retryAfterMs(cause) === undefined) known.delete(`${slackTeamId} ${recipient}`);
        throw failed(slackTeamId, cause);
      }
    },
    async edit(slackTeamId, { channel, messageTs: ts }, { text, blocks }) {
      try {
        const client = await clientOf(slackTeamId);
        await client?.chat.update({ channel, ts, text, blocks: [...blocks] });
      } catch (cause) {
        if (!endedMessages.has(slackErrorName(cause) ?? '')) throw failed(slackTeamId, cause);
      }
    },
  };
}

function askedToWait(pauseMs: number): DeliveryFailure {
  return { reason: reasons.slackAsksToWait, permanent: false, retryAfterMs: pauseMs };
}

async function userWithAddress(client: WebClient, address: string): Promise<string | undefined> {
  try {
    const { user } = await client.users.lookupByEmail({ email: address });
    return user?.id;
  } catch (error) {
    // Deactivated people count as not found, too.
    if (slackErrorName(error) === 'users_not_found') return undefined;
    throw error;
  }
}

/** What a failed call to Slack means for the delivery. */
export function slackFailure(error: unknown): DeliveryFailure {
  const pauseMs = retryAfterMs(error);
  if (pauseMs !== undefined) return askedToWait(pauseMs);
  const name = slackErrorName(error);
  if (name) return { reason: reasons.slackSaid(name), permanent: permanentErrors.has(name) };
  if (error instanceof WebAPIHTTPError) {
    return { reason: reasons.slackAnswered(error.statusCode), permanent: false };
  }
  const code = (error as { code?: string } | undefined)?.code ?? 'unknown error';
  const known = Object.values<string>(ErrorCode).includes(code);
  return { reason: known ? reasons.slackUnreachable : reasons.slackFailed(code), permanent: false };
}
