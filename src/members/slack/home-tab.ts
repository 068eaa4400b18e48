import type { AllMiddlewareArgs, BlockAction } from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { Requester } from '../rules.ts';

/** The Home tab, in which admins see what each feature contributes to it. */
export interface HomeTab {
  /** Shows somebody theirs anew, with a sentence on what came of what they did. `hash` is the view's that they acted on. */
  publish(
    client: WebClient,
    requester: Requester,
    more: { notice?: string; hash?: string },
  ): Promise<void>;
  /** Shows it anew with nobody in the field in which a person was found: choosing the same one twice tells us nothing. */
  emptyFind(client: WebClient, requester: Requester, body: BlockAction): Promise<void>;
}

/** Shows the Home tab anew in which something was pressed, with a sentence on what came of it if that is needed. */
export async function showAgain(
  { home }: { readonly home: HomeTab },
  { client, body }: Pick<AllMiddlewareArgs, 'client'> & { body: BlockAction },
  requester: Requester,
  notice?: string,
): Promise<void> {
  const hash = body.view?.type === 'home' ? body.view.hash : undefined;
  await home.publish(client, requester, {
    ...(notice !== undefined && { notice }),
    ...(hash !== undefined && { hash }),
  });
}
