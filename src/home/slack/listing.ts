import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  PlainTextInputAction,
  SlackActionMiddlewareArgs,
  StaticSelectAction,
} from '@slack/bolt';
import { filterSelect } from '../../invitations/slack/row-blocks.ts';
import { identifyRequester } from '../../members/slack/actor.ts';
import { billingLink } from '../../settings/slack/blocks.ts';
import { firstPage, parseListPlace } from '../../shared/listing.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { freshHome, type HomeState, homeTabNames, parseHomeState } from '../rules.ts';
import { accountLink, pageButton, searchInput, tabButton } from './blocks.ts';
import { type HomeSlackDeps, pressedState } from './deps.ts';

type Act<Kind extends ButtonAction | StaticSelectAction | PlainTextInputAction> =
  SlackActionMiddlewareArgs<BlockAction<Kind>> & AllMiddlewareArgs;

/** Registers what turns to another tab, page, filter or search. Nothing is changed by it. */
export function registerListing(app: App, deps: HomeSlackDeps): void {
  for (const tab of homeTabNames) {
    app.action<BlockAction<ButtonAction>>(`${tabButton}${tab}`, (args) =>
      turn(deps, args, { ...freshHome, tab }),
    );
  }
  for (const actionId of Object.values(pageButton)) {
    app.action<BlockAction<ButtonAction>>(actionId, (args) => {
      const place = parseListPlace(parsedObject(args.action.value ?? ''));
      return turn(deps, args, { ...pressedState(args.body), place });
    });
  }
  app.action<BlockAction<StaticSelectAction>>(filterSelect, (args) => {
    const filter = args.action.selected_option.value;
    const state = parseHomeState({ ...pressedState(args.body), filter });
    return turn(deps, args, { ...state, place: firstPage });
  });
  app.action<BlockAction<PlainTextInputAction>>(searchInput, (args) => {
    const text = (args.action.value ?? '').trim();
    const state = parseHomeState({ ...pressedState(args.body), text });
    return turn(deps, args, { ...state, place: firstPage });
  });
  for (const link of [accountLink, billingLink]) {
    // A link button tells us that it was pressed, and there is nothing to do.
    app.action<BlockAction>(link, async ({ ack }) => await ack());
  }
}

/** Shows the Home tab anew in the state that the press led to. */
async function turn<Kind extends ButtonAction | StaticSelectAction | PlainTextInputAction>(
  deps: HomeSlackDeps,
  args: Act<Kind>,
  state: HomeState,
): Promise<void> {
  await args.ack();
  const requester = await identifyRequester(deps, args.client, args.context);
  const hash = args.body.view?.hash;
  await deps.home.publish(args.client, requester, { state, ...(hash !== undefined && { hash }) });
}
