import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { type HomeTab, showAgain } from '../../members/slack/home-tab.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal, refusalModal } from '../../shared/blocks.ts';
import { parseMemberId } from '../../shared/ids.ts';
import { refused } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { isHandedOver } from '../sign-in-link-rules.ts';
import { linkSentText, newLinkTexts, noLinkText } from '../sign-in-link-texts.ts';
import { askAboutLink, makeSignInLink, type NewLinkDeps } from '../use-cases/sign-in-link.ts';
import {
  lostField,
  newLinkButton,
  newLinkCallback,
  newLinkModal,
  shownLinkCallback,
  shownLinkModal,
} from './new-link-blocks.ts';

interface NewLinkSlackDeps extends NewLinkDeps, ActorDeps {
  readonly database: ActorDeps['database'];
  readonly home: HomeTab;
}

/** Registers how admins let a member back in who has lost every way in. */
export function registerNewLink(app: App, deps: NewLinkSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    newLinkButton,
    adminsLooking.acked((args, requester) => ask(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    newLinkCallback,
    admins.answering((args, requester) => confirmed(deps, args, requester)),
  );
  // There is nothing to do but to close it.
  app.view<ViewSubmitAction>(shownLinkCallback, ({ ack }) => ack());
}

async function ask(
  deps: NewLinkSlackDeps,
  args: SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs,
  requester: AdminRequester,
): Promise<void> {
  const id = parseMemberId(args.action.value);
  const found = id
    ? await askAboutLink(deps, requester, id, askWho(deps, args.client))
    : refused('gone' as const);
  const view = found.ok
    ? newLinkModal(found.value)
    : refusalModal(newLinkTexts.title, noLinkText(found.refusal));
  await openModal(args, view);
  if (!found.ok) await showAgain(deps, args, requester);
}

async function confirmed(
  deps: NewLinkSlackDeps,
  { ack, client, view }: SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs,
  requester: ActingRequester,
): Promise<void> {
  const id = parseMemberId(parsedObject(view.private_metadata).memberId);
  const chosen = view.state.values[lostField]?.[lostField]?.selected_options ?? [];
  const wanted = id && { id, endsSecondStep: chosen.length > 0 };
  const made = wanted
    ? await makeSignInLink(deps, requester, wanted, askWho(deps, client))
    : refused('gone' as const);
  if (!made.ok) {
    const modal = messageModal(newLinkTexts.title, noLinkText(made.refusal));
    await ack({ response_action: 'update', view: modal });
    return;
  }
  const { member, reach, endsAt, link } = made.value;
  if (link !== undefined) {
    await ack({ response_action: 'update', view: shownLinkModal(member, link, endsAt) });
    return;
  }
  await ack();
  // It was shown before, and is shown once.
  if (isHandedOver(reach)) return;
  await deps.home.publish(client, requester, { notice: linkSentText(member.displayName, reach) });
}

function askWho({ people }: ActorDeps, client: WebClient) {
  return (email: string) => people.userWithAddress(client, email);
}
