import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  ExternalSelectAction,
  SlackActionMiddlewareArgs,
  StaticSelectAction,
} from '@slack/bolt';
import {
  activityAllButton,
  activityFindSelect,
  downloadLink,
} from '../../activity/slack/blocks.ts';
import { filterSelect } from '../../invitations/slack/row-blocks.ts';
import type { Requester } from '../../members/rules.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { billingLink } from '../../settings/slack/blocks.ts';
import { firstPage, parseListPlace } from '../../shared/listing.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { freshHome, type HomeState, homeTabNames, parseHomeState } from '../rules.ts';
import { accountLink, joinLink, pageButton, reviewButton, tabButton } from './blocks.ts';
import { type HomeSlackDeps, pressedState } from './deps.ts';

type Pressed = ButtonAction | StaticSelectAction | ExternalSelectAction;
type Act<Kind extends Pressed> = SlackActionMiddlewareArgs<BlockAction<Kind>> & AllMiddlewareArgs;

/** Registers what turns to another tab, page or list. Nothing is changed by it. */
export function registerListing(app: App, deps: HomeSlackDeps): void {
  const { everybody } = guardsOf(deps);
  /** Turns to the state that the press leads to. */
  const turnTo = <Kind extends Pressed>(stateOf: (args: Act<Kind>) => HomeState) =>
    everybody.acked((args: Act<Kind>, requester) => turn(deps, args, requester, stateOf(args)));
  for (const tab of homeTabNames) {
    app.action<BlockAction<ButtonAction>>(
      `${tabButton}${tab}`,
      turnTo<ButtonAction>(() => ({ ...freshHome, tab })),
    );
  }
  for (const actionId of Object.values(pageButton)) {
    app.action<BlockAction<ButtonAction>>(
      actionId,
      turnTo<ButtonAction>(({ action, body }) => {
        const place = parseListPlace(parsedObject(action.value ?? ''));
        return { ...pressedState(body), place };
      }),
    );
  }
  app.action<BlockAction<StaticSelectAction>>(
    filterSelect,
    turnTo<StaticSelectAction>(({ action, body }) => {
      // Not there when another element had this id, in an older version of the app.
      const filter = action.selected_option?.value;
      return { ...parseHomeState({ ...pressedState(body), filter }), place: firstPage };
    }),
  );
  app.action<BlockAction<ButtonAction>>(
    reviewButton,
    turnTo<ButtonAction>(({ action }) => parseHomeState({ filter: action.value })),
  );
  app.action<BlockAction<ExternalSelectAction>>(
    activityFindSelect,
    turnTo<ExternalSelectAction>(({ action }) =>
      parseHomeState({ tab: 'activity', activityOf: action.selected_option?.value }),
    ),
  );
  app.action<BlockAction<ButtonAction>>(
    activityAllButton,
    turnTo<ButtonAction>(() => ({ ...freshHome, tab: 'activity' })),
  );
  for (const link of [accountLink, joinLink, billingLink, downloadLink]) {
    // A link button tells us that it was pressed, and there is nothing to do.
    app.action<BlockAction>(link, async ({ ack }) => await ack());
  }
}

/** Shows the Home tab anew in the state that the press led to. */
async function turn<Kind extends Pressed>(
  deps: HomeSlackDeps,
  { client, body }: Act<Kind>,
  requester: Requester,
  state: HomeState,
): Promise<void> {
  const hash = body.view?.hash;
  await deps.home.publish(client, requester, { state, ...(hash !== undefined && { hash }) });
}
