import type { IdentifiedRequester } from '../../members/rules.ts';
import type { Trigger } from '../../platform/slack/open-modal.ts';
import type { InvitationSlackDeps } from './deps.ts';

/**
 * A handler which leads members who may ask that somebody be invited to the dialog for that, and leaves everybody else to
 * another one. `typed` are the addresses that they have named.
 */
export function orAsk<Args extends Trigger, Who extends IdentifiedRequester>(
  { requests }: Pick<InvitationSlackDeps, 'requests'>,
  typed: readonly string[],
  otherwise: (args: Args, requester: Who) => Promise<void>,
): (args: Args, requester: Who) => Promise<void> {
  return async (args, requester) => {
    if (requests.mayAsk(requester)) await requests.open(args, typed);
    else await otherwise(args, requester);
  };
}
