import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';

/** What a person reads when the moment to open a dialog has passed. */
export const tooLateText =
  'That took too long, so Slack did not open the dialog. Please try again.';

/**
 * Opens a modal, or puts it on top of the open one. Resolves to false when the trigger had expired: it lives
 * for 3 s and works once (docs.slack.dev/interactivity/handling-user-interaction).
 */
export async function openModal(
  client: WebClient,
  triggerId: string,
  view: ModalView,
  way: 'open' | 'push' = 'open',
): Promise<boolean> {
  try {
    await client.views[way]({ trigger_id: triggerId, view });
    return true;
  } catch (error) {
    const name = error instanceof WebAPIPlatformError ? error.data.error : '';
    if (name === 'expired_trigger_id' || name === 'exchanged_trigger_id') return false;
    throw error;
  }
}
