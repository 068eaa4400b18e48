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
  await updateShown(client, { id: viewId }, view);
}

/**
 * The same only as long as the modal shows what has this hash. Gives the hash of what it shows then; undefined when it shows
 * something else already, or nothing any more.
 */
export async function updateShown(
  client: WebClient,
  { id, hash }: { readonly id: string; readonly hash?: string | undefined },
  view: ModalView,
): Promise<string | undefined> {
  try {
    const answer = await orInOlderBlocks(view, (shown) =>
      client.views.update({ view_id: id, view: shown, ...(hash && { hash }) }),
    );
    return answer.view?.hash;
  } catch (error) {
    const code = error instanceof WebAPIPlatformError ? error.data.error : undefined;
    if (code !== 'not_found' && code !== 'hash_conflict') throw error;
    return undefined;
  }
}
