import type { ModalView } from '@slack/types';
import { WebAPIPlatformError, type WebClient } from '@slack/web-api';
import { orInOlderBlocks } from './plain-blocks.ts';

/**
 * Shows something else in a modal that somebody has open. Whoever has closed it meanwhile needn't see it: that is no
 * fault. Where Slack refuses newer blocks, it gets older ones. Throws Slack's other errors.
 * https://docs.slack.dev/reference/methods/views.update
 */
export async function updateModal(
  client: WebClient,
  viewId: string,
  view: ModalView,
): Promise<void> {
  try {
    await orInOlderBlocks(view, (shown) => client.views.update({ view_id: viewId, view: shown }));
  } catch (error) {
    const isClosed = error instanceof WebAPIPlatformError && error.data.error === 'not_found';
    if (!isClosed) throw error;
  }
}
