import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import type { MemberDeps } from '../../members/api.ts';
import type { ActingRequester, AdminRequester } from '../../members/rules.ts';
import { type ActorDeps, possibleAdmins } from '../../members/slack/actor.ts';
import { guardsOf } from '../../members/slack/guards.ts';
import type { HomeTab } from '../../members/slack/home-tab.ts';
import { endedSentence, memberRefusalText } from '../../members/texts.ts';
import { openModal } from '../../platform/slack/open-modal.ts';
import { messageModal, refusalModal } from '../../shared/blocks.ts';
import { parsedObject } from '../../shared/parsed-object.ts';
import { requestsToChoices, secondStepChoices } from '../../workspaces/rules.ts';
import { parseShown, shownSettings } from '../form.ts';
import type { SettingsField, SettingsForm } from '../rules.ts';
import { settingsSavedText, settingsTitle } from '../texts.ts';
import { changeSettings, settingsForAdmin } from '../use-cases/settings.ts';
import { editSettingsButton, settingsCallback, settingsErrors, settingsModal } from './blocks.ts';
import { canPostRequests } from './requests-channel.ts';

/** What the settings' dialog works with. */
export interface SettingsSlackDeps extends ActorDeps, MemberDeps {
  readonly home: HomeTab;
}

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers the dialog with the team settings. */
export function registerSettings(app: App, deps: SettingsSlackDeps): void {
  const { admins, adminsLooking } = guardsOf(deps);
  app.action<BlockAction<ButtonAction>>(
    editSettingsButton,
    adminsLooking.acked((args, requester) => edit(deps, args, requester)),
  );
  app.view<ViewSubmitAction>(
    settingsCallback,
    admins.answering((args, requester) => save(deps, args, requester)),
  );
}

const notAnAdmin = memberRefusalText('not_an_admin');

async function edit(
  deps: SettingsSlackDeps,
  args: Press,
  requester: AdminRequester,
): Promise<void> {
  const found = await settingsForAdmin(deps, requester);
  const view = found.ok
    ? settingsModal(found.value, shownSettings(found.value))
    : refusalModal(settingsTitle, notAnAdmin);
  await openModal(args, view);
}

async function save(
  deps: SettingsSlackDeps,
  { ack, client, view }: Submission,
  requester: ActingRequester,
): Promise<void> {
  const form = readForm(view);
  const { workspace, person } = requester;
  // Whoever keeps Slack's admins from acting must leave somebody who can.
  const others =
    form.slackAdminsAreAdmins === 'off'
      ? await possibleAdmins(deps, client, workspace, person.userId)
      : [];
  const shown = parseShown(parsedObject(view.private_metadata).shown);
  if (!(await canPostRequests(deps, client, requester, { shown, form }))) {
    const problem = { field: 'requestsChannel', kind: 'cannot_post' } as const;
    await ack({ response_action: 'errors', errors: settingsErrors([problem]) });
    return;
  }
  const outcome = await changeSettings(deps, requester, { shown, form }, others);
  if (outcome.ok) {
    await ack();
    const { changes, ...ended } = outcome.value;
    const notice = `${settingsSavedText(changes)}${endedSentence(ended)}`;
    await deps.home.publish(client, requester, { notice });
  } else if (outcome.refusal === 'not_an_admin') {
    await ack({ response_action: 'update', view: messageModal(settingsTitle, notAnAdmin) });
  } else {
    await ack({ response_action: 'errors', errors: settingsErrors(outcome.refusal) });
  }
}

/** Of a field in another shape than ours nothing is known: it is left as it is, and not read as off or empty. */
function readForm(view: ViewSubmitAction['view']): SettingsForm {
  const text = (field: SettingsField): string | undefined => {
    const { type, value } = view.state.values[field]?.[field] ?? {};
    // Slack gives no value for one that is empty.
    return value ?? (type === 'plain_text_input' || type === 'number_input' ? '' : undefined);
  };
  const chosen = (field: SettingsField, choices: readonly string[]): string | undefined => {
    const value = view.state.values[field]?.[field]?.selected_option?.value;
    return choices.find((each) => each === value);
  };
  const choice = (field: SettingsField) => chosen(field, ['on', 'off']);
  const channel = (field: SettingsField): string | undefined => {
    const { type, selected_conversation: id } = view.state.values[field]?.[field] ?? {};
    return id ?? (type === 'conversations_select' ? '' : undefined);
  };
  const held = {
    name: text('name'),
    allowedDomains: text('allowedDomains'),
    linkWarnings: choice('linkWarnings'),
    slackAdminsAreAdmins: choice('slackAdminsAreAdmins'),
    seatLimit: text('seatLimit'),
    followDeactivations: choice('followDeactivations'),
    joinedMessages: choice('joinedMessages'),
    undoSends: choice('undoSends'),
    reminders: choice('reminders'),
    weeklySummary: choice('weeklySummary'),
    requestsTo: chosen('requestsTo', requestsToChoices),
    requestsChannel: channel('requestsChannel'),
    approvedDomains: text('approvedDomains'),
    secondStep: chosen('secondStep', secondStepChoices),
  };
  return Object.fromEntries(Object.entries(held).filter(([, value]) => value !== undefined));
}
