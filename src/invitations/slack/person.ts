import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  ExternalSelectAction,
  SlackOptionsMiddlewareArgs,
} from '@slack/bolt';
import type { ModalView } from '@slack/types';
import type { WebClient } from '@slack/web-api';
import type { AdminRequester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import type { HomeTab } from '../../members/slack/home-tab.ts';
import { detailsButton } from '../../members/slack/member-blocks.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { messageModal, refusalModal } from '../../shared/blocks.ts';
import { searchText } from '../../shared/search-text.ts';
import { parsePersonRef } from '../person-rules.ts';
import { personTexts } from '../texts/person.ts';
import { findPeople, findPerson } from '../use-cases/person.ts';
import { findSelect, peopleOptions, personModal } from './person-blocks.ts';

type Suggestion = SlackOptionsMiddlewareArgs<'block_suggestion'> & AllMiddlewareArgs;

/** What somebody pressed, and where. */
interface Pressed {
  readonly client: WebClient;
  readonly body: BlockAction;
}

type PeopleDeps = ActorDeps & { readonly home: HomeTab };

/** Registers what finds a person, and shows what there is of them. */
export function registerPeople(app: App, deps: PeopleDeps): void {
  const { adminsLooking } = guardsOf(deps);
  app.options<'block_suggestion'>(
    { type: 'block_suggestion', action_id: findSelect },
    adminsLooking.answering((args: Suggestion, requester) => suggest(deps, args, requester)),
  );
  app.action<BlockAction<ExternalSelectAction>>(
    findSelect,
    adminsLooking.acked(async (args, requester) => {
      // Not there when another element had this id, in another version of the app.
      await openPerson(deps, args, requester, args.action.selected_option?.value);
      await deps.home.emptyFind(args.client, requester, args.body);
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    detailsButton,
    adminsLooking.acked((args, requester) => openPerson(deps, args, requester, args.action.value)),
  );
}

async function suggest(
  deps: ActorDeps,
  { ack, options }: Suggestion,
  requester: AdminRequester,
): Promise<void> {
  const found = await findPeople(deps, requester, searchText(options.value));
  await ack({ options: found ? peopleOptions(found) : [] });
}

/** Opens the card of the person whom the value names. */
async function openPerson(
  deps: ActorDeps,
  args: Pressed,
  requester: AdminRequester,
  value: unknown,
): Promise<void> {
  const card = await cardOf(deps, requester, value);
  await openModal(args, card ?? refusalModal(personTexts.title, personTexts.gone));
}

/** Shows a person's card in the place of the modal in which something was pressed, with what came of it. */
export async function showPersonAgain(
  deps: ActorDeps,
  { client, body }: Pressed,
  requester: AdminRequester,
  value: unknown,
  notice: string,
): Promise<void> {
  const card = await cardOf(deps, requester, value, notice);
  if (body.view) {
    await updateModal(client, body.view.id, card ?? messageModal(personTexts.title, notice));
  }
}

/** A person's card as a modal; undefined when they can't be found, and for others than admins. */
export async function cardOf(
  deps: ActorDeps,
  requester: AdminRequester,
  value: unknown,
  notice?: string,
): Promise<ModalView | undefined> {
  const found = await findPerson(deps, requester, parsePersonRef(value));
  return found.ok ? personModal(found.value, notice) : undefined;
}
