import type {
  AllMiddlewareArgs,
  App,
  BlockAction,
  ButtonAction,
  SlackActionMiddlewareArgs,
  SlackViewMiddlewareArgs,
  ViewSubmitAction,
} from '@slack/bolt';
import { manageRefusalText } from '../invitations/slack-blocks.ts';
import { identifyActingRequester, possibleAdmins } from '../members/actor.ts';
import { beforeAnswer } from '../platform/deadline.ts';
import { openModal } from '../platform/open-modal.ts';
import { messageModal } from '../shared/blocks.ts';
import type { SettingsForm } from './rules.ts';
import {
  editSettingsButton,
  settingsCallback,
  settingsErrors,
  settingsModal,
} from './settings-blocks.ts';
import { type HomeSlackDeps, requesterOf, submitted } from './slack-deps.ts';
import { changeSettings, settingsForAdmin } from './use-cases.ts';

type Press = SlackActionMiddlewareArgs<BlockAction<ButtonAction>> & AllMiddlewareArgs;
type Submission = SlackViewMiddlewareArgs<ViewSubmitAction> & AllMiddlewareArgs;

/** Registers the dialog with the team settings. */
export function registerSettings(app: App, deps: HomeSlackDeps): void {
  app.action<BlockAction<ButtonAction>>(editSettingsButton, (args) => edit(deps, args));
  app.view<ViewSubmitAction>(settingsCallback, (args) => save(deps, args));
}

const notAnAdmin = () => messageModal('Team settings', manageRefusalText('not_an_admin'));

async function edit(deps: HomeSlackDeps, args: Press): Promise<void> {
  await args.ack();
  const requester = await requesterOf(deps, args);
  const found = await settingsForAdmin(deps.database, requester);
  await openModal(args, found.ok ? settingsModal(found.value) : notAnAdmin());
}

async function save(deps: HomeSlackDeps, args: Submission): Promise<void> {
  const { ack, client, view } = args;
  const requester = await identifyActingRequester(deps, args, beforeAnswer);
  const form = readForm(view);
  const { workspace, person } = requester;
  // Whoever keeps Slack's admins from acting must leave somebody who can.
  const others = form.slackAdminsAreAdmins
    ? []
    : await possibleAdmins(deps, client, workspace, person.userId);
  const outcome = await changeSettings(deps.database, requester, form, others);
  if (outcome.ok) {
    await ack();
    deps.changed(requester.workspace.id, { shownTo: requester.person.userId });
    await deps.home.publish(client, requester, { notice: '✅ The settings are saved.' });
  } else if (outcome.refusal === 'not_an_admin') {
    await ack({ response_action: 'update', view: notAnAdmin() });
  } else {
    await ack({ response_action: 'errors', errors: settingsErrors(outcome.refusal) });
  }
}

function readForm(view: ViewSubmitAction['view']): SettingsForm {
  const text = (field: keyof SettingsForm): string => submitted(view, field, field)?.value ?? '';
  const isOn = (field: keyof SettingsForm): boolean =>
    submitted(view, field, field)?.selected_option?.value === 'on';
  return {
    name: text('name'),
    allowedDomains: text('allowedDomains'),
    linkWarnings: isOn('linkWarnings'),
    slackAdminsAreAdmins: isOn('slackAdminsAreAdmins'),
    seatLimit: text('seatLimit'),
    followDeactivations: isOn('followDeactivations'),
  };
}
