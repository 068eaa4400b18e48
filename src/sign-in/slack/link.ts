import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import type { ActorDeps } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import { newLinkButton } from '../../members/slack/member-blocks.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { updateModal } from '../../platform/slack/update-modal.ts';
import { refusalModal } from '../../shared/blocks.ts';
import { parseMemberId } from '../../shared/ids.ts';
import { refused } from '../../shared/outcome.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { linkRefusalText, makeLinkTexts } from '../sign-in-link-texts.ts';
import { linkQuestion, type MakeLinkDeps, makeLink } from '../use-cases/make-link.ts';
import {
  linkMadeModal,
  lostBlock,
  lostInput,
  makeLinkCallback,
  makeLinkModal,
  makingLinkModal,
} from './link-blocks.ts';

/** What the dialog works with. */
export interface SignInSlackDeps extends ActorDeps, MakeLinkDeps {}

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers what lets admins help a member in who can't sign in any more. */
export function registerSignInLinks(app: App, deps: SignInSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    newLinkButton,
    adminsLooking.acked((args, requester) => ask(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    makeLinkCallback,
    admins.answering((args, requester) => confirmed(deps, args, requester)),
  );
}

async function ask(deps: SignInSlackDeps, args: Press, requester: AdminRequester): Promise<void> {
  const id = parseMemberId(args.action.value);
  const found = id
    ? await linkQuestion(deps, requester, id, askerOf(deps, args))
    : refused('gone' as const);
  const { title } = makeLinkTexts;
  const view = found.ok
    ? makeLinkModal(found.value)
    : refusalModal(title, linkRefusalText(found.refusal));
  await openModal(args, view);
}

async function confirmed(
  deps: SignInSlackDeps,
  args: Submission,
  requester: ActingRequester,
): Promise<void> {
  const { ack, client, view } = args;
  // Slack is asked who they are there, and itself waits for 3 s only.
  await ack({ response_action: 'update', view: makingLinkModal() });
  const memberId = parseMemberId(parsedObject(view.private_metadata).memberId);
  const chosen = view.state.values[lostBlock]?.[lostInput]?.selected_options ?? [];
  const wanted = memberId && { memberId, endsSecondStep: chosen.length > 0 };
  const made = wanted
    ? await makeLink(deps, requester, wanted, askerOf(deps, args))
    : refused('gone' as const);
  const shown = made.ok
    ? linkMadeModal(made.value.member, made.value.link)
    : refusalModal(makeLinkTexts.title, linkRefusalText(made.refusal));
  await updateModal(client, view.id, shown);
}

function askerOf({ people }: ActorDeps, { client }: Pick<AllMiddlewareArgs, 'client'>) {
  return { userWithAddress: (email: string) => people.userWithAddress(client, email) };
}
