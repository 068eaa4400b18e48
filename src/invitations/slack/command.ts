import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackCommandMiddlewareArgs,
} from '@slack/bolt';
import type { WebClient } from '@slack/web-api';
import type { ActingRequester, AdminRequester, Requester, Role } from '../../members/rules.ts';
import { guardsOf, orTellWhomToAsk } from '../../members/slack/guards.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { respondThere } from '../../platform/slack/respond.ts';
import { commandsAnswered, linkCommandOf } from '../../shared/command-names.js';
import { countText } from '../../shared/listing.ts';
import { feedbackTexts, noEventsText } from '../texts/command.ts';
import { askAnAdminText, manageRefusalText, youCanAskText } from '../texts/refusals.ts';
import { inviteMember } from '../use-cases/invite.ts';
import { countEverybody } from '../use-cases/list.ts';
import { showAllLinks } from '../use-cases/show-links.ts';
import { orAsk } from './asking.ts';
import {
  type Answer,
  feedbackButtons,
  helpAnswer,
  type Invited,
  invitedAnswer,
  linksAnswers,
  maxLinksListed,
  summaryAnswer,
  unclearAnswer,
  usageAnswer,
} from './command-blocks.ts';
import {
  type ActText,
  type CommandText,
  type Invitee,
  type LookText,
  parseCommandText,
} from './command-text.ts';
import { chooseLinkModalFor, linkAnswer } from './copy-link.ts';
import type { InvitationSlackDeps } from './deps.ts';
import { openDialog } from './dialog.ts';
import { addressesOf, isOfReadableGroups, listOf } from './named.ts';

type Command = SlackCommandMiddlewareArgs & AllMiddlewareArgs;
type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;

/** Registers the slash commands. */
export function registerCommands(app: App, deps: InvitationSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  const dialog = adminsLooking.acked(
    orAsk(
      deps,
      [],
      orTellWhomToAsk(deps, tellWhomToAsk, async (args: Command, requester) => {
        await openDialog(deps, args, requester);
        await sayIfNoEvents(deps, args);
      }),
    ),
  );
  const many = adminsLooking.acked(
    orTellWhomToAsk(deps, tellWhomToAsk, (args: Command, requester) =>
      deps.lists.open(args, requester),
    ),
  );
  const acting = (asked: ActText) => {
    const act = orTellWhomToAsk(
      deps,
      tellWhomToAsk,
      async (args: Command, requester: ActingRequester) =>
        say(deps, args, await answersToAct(deps, args, requester, asked)),
    );
    if (asked.kind !== 'invite') return admins.acked(act);
    const typed = asked.invitees.flatMap((each) => (each.kind === 'address' ? each.typed : []));
    return admins.acked(orAsk(deps, typed, act));
  };
  const looking = (asked: LookText) =>
    adminsLooking.acked(
      orTellWhomToAsk(deps, tellWhomToAsk, async (args: Command, requester) =>
        say(deps, args, [await answerToLook(deps, args, requester, asked)]),
      ),
    );
  const listenerFor = (asked: CommandText) => {
    switch (asked.kind) {
      case 'dialog':
        return dialog;
      case 'many':
        return many;
      case 'invite':
      case 'link':
      case 'links':
        return acting(asked);
      default:
        return looking(asked);
    }
  };
  const chooseLink = adminsLooking.acked(
    orTellWhomToAsk(deps, tellWhomToAsk, async (args: Command, requester) => {
      await openModal(args, await chooseLinkModalFor(deps, requester, args.command.text ?? ''));
      await sayIfNoEvents(deps, args);
    }),
  );
  const { toInvite, toCopyLinks } = commandsAnswered(deps.command);
  for (const name of toInvite) {
    app.command(name, (args) => listenerFor(parseCommandText(args.command.text ?? ''))(args));
  }
  for (const name of toCopyLinks) app.command(name, chooseLink);
  for (const helpful of [true, false]) {
    // Only counted, so it doesn't matter who it is.
    app.action<BlockAction<ButtonAction>>(feedbackButtons[helpful ? 'yes' : 'no'], (args) =>
      takeFeedback(deps, args, helpful),
    );
  }
}

async function tellWhomToAsk({ respond }: Command, adminIds: readonly string[]) {
  await respond({ response_type: 'ephemeral', text: askAnAdminText(adminIds) });
  return (more: readonly string[]) =>
    respond({ response_type: 'ephemeral', text: youCanAskText(more) });
}

async function say(
  deps: InvitationSlackDeps,
  args: Command,
  answers: readonly Answer[],
): Promise<void> {
  for (const each of answers) await args.respond({ response_type: 'ephemeral', ...each });
  await sayIfNoEvents(deps, args);
}

/** Without events the Home tab is empty, so whoever could mend that is told where they are at the moment. */
async function sayIfNoEvents({ slackEvents }: InvitationSlackDeps, { respond }: Command) {
  if ((await slackEvents()) !== false) return;
  await respond({ response_type: 'ephemeral', text: noEventsText });
}

async function answersToAct(
  deps: InvitationSlackDeps,
  args: Command,
  requester: ActingRequester,
  asked: ActText,
): Promise<Answer[]> {
  const { client, command } = args;
  switch (asked.kind) {
    case 'invite':
      if (
        asked.invitees.length > maxAtOnce ||
        (await isOfReadableGroups(deps, client, requester, asked))
      ) {
        await deps.lists.look(args, requester, listOf(asked, command.text));
        return [];
      }
      return [await inviteAtOnce(deps, client, requester, asked, command)];
    case 'link':
      return [await linkAnswer(deps, requester, asked.typed)];
    case 'links':
      return await everyLink(deps, requester, command.command);
  }
}

async function answerToLook(
  deps: InvitationSlackDeps,
  { command }: Command,
  requester: AdminRequester,
  asked: LookText,
): Promise<Answer> {
  switch (asked.kind) {
    case 'list':
      return await summary(deps, requester, homeUrl(requester, command));
    case 'help':
      return helpAnswer(command.command);
    case 'unclear':
      return unclearAnswer(command.command, asked, command.text, homeUrl(requester, command));
    case 'usage':
      return usageAnswer(command.command, command.text);
  }
}

async function everyLink(
  deps: InvitationSlackDeps,
  requester: ActingRequester,
  calledBy: string,
): Promise<Answer[]> {
  const all = await showAllLinks(deps, requester, maxLinksListed);
  if (!all.ok) return [{ text: manageRefusalText(all.refusal) }];
  const lines = all.value.shown.map(({ invitation, link }) => ({ email: invitation.email, link }));
  return linksAnswers(lines, all.value.hasMore ? linkCommandOf(calledBy) : undefined);
}

async function summary(
  deps: InvitationSlackDeps,
  requester: AdminRequester,
  url: string,
): Promise<Answer> {
  const counts = await countEverybody(deps, requester);
  if (!counts.ok) return { text: manageRefusalText(counts.refusal) };
  const { pending, accepted, expired, revoked, members } = counts.value;
  return summaryAnswer(
    {
      pending: countText(pending),
      accepted: countText(accepted),
      expired: countText(expired),
      revoked: countText(revoked),
      members: countText(members),
    },
    url,
  );
}

/** https://docs.slack.dev/interactivity/deep-linking#app_or_bot */
function homeUrl({ workspace }: Requester, { api_app_id: appId }: Command['command']): string {
  return `slack://app?team=${workspace.slackTeamId}&id=${appId}&tab=home`;
}

/** More at once would make people wait for the answer, and make mistakes expensive. */
const maxAtOnce = 25;

async function inviteAtOnce(
  deps: InvitationSlackDeps,
  client: WebClient,
  requester: ActingRequester,
  { invitees, role }: { invitees: readonly Invitee[]; role: Role },
  { trigger_id: requestKey }: Command['command'],
): Promise<Answer> {
  const results: Invited[] = [];
  for (const { who, typedEmail, why } of await addressesOf(deps, client, requester, invitees)) {
    if (why !== undefined) {
      results.push({ who, why });
      continue;
    }
    const outcome = await inviteMember(deps, { requester, typedEmail, role, requestKey });
    results.push(outcome.ok ? { who, ...outcome.value } : { who, refusal: outcome.refusal });
  }
  return invitedAnswer(role, results);
}

async function takeFeedback(
  deps: InvitationSlackDeps,
  args: Press,
  helpful: boolean,
): Promise<void> {
  await args.ack();
  deps.countHelpFeedback(helpful);
  // In place of the question, so that it is answered once. The button has kept by which name the app was called.
  const names = commandsAnswered(deps.command).toInvite;
  const calledBy = names.find((name) => name === args.payload.value) ?? deps.command;
  const answer = helpAnswer(calledBy, feedbackTexts.thanks[helpful ? 'yes' : 'no']);
  await respondThere(args, { response_type: 'ephemeral', replace_original: true, ...answer });
}
