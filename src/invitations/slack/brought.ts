import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { AdminRequester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal } from '../../shared/blocks.ts';
import { firstPage, type ListPlace, parseListPlace } from '../../shared/listing.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { parsePersonRef } from '../person-rules.ts';
import { personTexts } from '../texts/person.ts';
import { findBroughtIn } from '../use-cases/person.ts';
import {
  broughtBackButton,
  broughtDetailsButton,
  broughtModal,
  broughtPageButtons,
} from './brought-blocks.ts';
import { cardOf } from './person.ts';
import { personRef, reviewBroughtButton } from './person-blocks.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/**
 * Registers what leads from a person's card to those whom they brought in, and on to the cards of those. All of it in the
 * same modal: Slack stacks no more than three.
 */
export function registerBroughtIn(app: App, deps: ActorDeps): void {
  const { adminsLooking } = guardsOf(deps);
  const showing = (viewOf: (args: Press, requester: AdminRequester) => Promise<ModalView>) =>
    adminsLooking.acked(async (args: Press, requester) => {
      const { body, client } = args;
      if (body.view) await updateModal(client, body.view.id, await viewOf(args, requester));
    });
  app.action<BlockAction<ButtonAction>>(
    reviewBroughtButton,
    showing(({ action }, requester) => listOf(deps, requester, action.value, firstPage)),
  );
  for (const id of Object.values(broughtPageButtons)) {
    app.action<BlockAction<ButtonAction>>(
      id,
      showing(({ action, body }, requester) => {
        const { ref } = parsedObject(body.view?.private_metadata ?? '');
        const place = parseListPlace(parsedObject(action.value ?? ''));
        return listOf(deps, requester, ref, place);
      }),
    );
  }
  for (const id of [broughtDetailsButton, broughtBackButton]) {
    app.action<BlockAction<ButtonAction>>(
      id,
      showing(
        async ({ action }, requester) =>
          (await cardOf(deps, requester, action.value)) ?? goneModal(),
      ),
    );
  }
}

async function listOf(
  deps: ActorDeps,
  requester: AdminRequester,
  value: unknown,
  place: ListPlace,
): Promise<ModalView> {
  const ref = parsePersonRef(value);
  const found = ref && (await findBroughtIn(deps, requester, ref, place));
  if (!ref || !found?.ok || found.value.name === undefined) return goneModal();
  return broughtModal(personRef(ref.kind, ref.id), found.value.page, found.value.name);
}

function goneModal(): ModalView {
  return messageModal(personTexts.title, personTexts.gone);
}
