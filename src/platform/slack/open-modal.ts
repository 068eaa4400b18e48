import type { BlockAction, GlobalShortcut, RespondFn, SlashCommand } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { orInOlderBlocks } from './plain-blocks.ts';
import { tooLateText } from './texts.ts';

/** What somebody just did, and how they can be answered. */
export interface Trigger {
  readonly client: WebClient;
  readonly body: BlockAction | GlobalShortcut | SlashCommand;
  readonly respond?: RespondFn;
}

/**
 * Opens a modal for the person who just acted, on top of the one that they acted in. When it is too late for
 * that (a trigger lives for 3 s and works once, and there may be none), they are told so where they acted, or else by a direct message. Where
 * Slack refuses newer blocks, they get older ones.
 * Gives the id of the modal; undefined when it was too late.
 * https://docs.slack.dev/interactivity/handling-user-interaction
 */
export async function openModal(trigger: Trigger, view: ModalView): Promise<string | undefined> {
  const { body, client } = trigger;
  if (!body.trigger_id) {
    await tell(trigger, tooLateText);
    return undefined;
  }
  const way = 'view' in body && body.view?.type === 'modal' ? 'push' : 'open';
  const open = async (shown: ModalView) =>
    (await client.views[way]({ trigger_id: body.trigger_id, view: shown })).view?.id;
  try {
    return await orInOlderBlocks(view, open);
  } catch (error) {
    const name = error instanceof WebAPIPlatformError ? error.data.error : '';
    if (name !== 'expired_trigger_id' && name !== 'exchanged_trigger_id') throw error;
    await tell(trigger, tooLateText);
    return undefined;
  }
}

async function tell({ body, client, respond }: Trigger, text: string): Promise<void> {
  if (respond && 'response_url' in body && body.response_url) {
    await respond({ response_type: 'ephemeral', replace_original: false, text });
  } else {
    const channel = 'user_id' in body ? body.user_id : body.user.id;
    await client.chat.postMessage({ channel, text });
  }
}
