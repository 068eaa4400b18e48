import type { KnownBlock, ModalView, MrkdwnElement, Option, PlainTextElement } from '@slack/types';
import {
  actions,
  button,
  context,
  exact,
  header,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { cut, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import type { AuditEntry, ListedEntry } from '../../workspaces/audit-rules.ts';
import { receiptText } from '../../workspaces/receipt-texts.ts';
import { requestsToChoices, secondStepChoices, type Workspace } from '../../workspaces/rules.ts';
import { auditSentence } from '../../workspaces/texts.ts';
import { type EndsInChannel, settingLines } from '../line-texts.ts';
import {
  maxDomainsLength,
  maxSeats,
  maxShownNameLength,
  type SettingsField,
  type SettingsProblem,
  type SettingsShown,
  settingsTexts,
} from '../rules.ts';
import {
  requestsHereText,
  requestsToTexts,
  seatsText,
  secondStepTexts,
  settingsHints,
  settingsLabels,
  settingsProblemText,
  settingsTabTexts,
  settingsTitle,
} from '../texts.ts';

export const editSettingsButton = 'home.edit_settings';
export const billingLink = 'home.open_billing';
export const settingsCallback = 'home.settings_modal';

/** The settings: how things are set, and the seats. */
export function settingsBlocks(
  workspace: Workspace,
  seats: number,
  billingUrl: string | undefined,
): KnownBlock[] {
  return [
    header(settingsTitle),
    ...settingLines(workspace).map(lineBlock),
    header(settingsTabTexts.billing),
    section(plain(seatsText(seats, workspace.settings.seatLimit))),
    actions(
      'settings',
      button(editSettingsButton, settingsTabTexts.edit),
      ...(billingUrl
        ? [{ ...button(billingLink, settingsTabTexts.manageBilling), url: billingUrl }]
        : []),
    ),
  ];
}

function lineBlock(line: string | EndsInChannel): KnownBlock {
  if (typeof line === 'string') return section(plain(line));
  return section(exact(`${escapeMrkdwn(line.text)} ${channelMention(line.channel)}`));
}

/** A channel, of which Slack shows the name to whoever may know it. */
function channelMention(id: string): string {
  return `<#${id}>`;
}

/** What somebody did, and when; and what came of it, where somebody lost access. */
export function actBlock({ receipt, ...entry }: Omit<ListedEntry, 'id'>): KnownBlock {
  const came = receipt ? receiptText(receipt, { moment: slackDate, name: escapeMrkdwn }) : '';
  return context(
    mrkdwn(slackDate(entry.at)),
    ...sentenceElements(entry),
    ...(came === '' ? [] : [exact(cut(came, 1900))]),
  );
}

/** The sentence letter by letter; only where it is about channels are those mentioned, beside the letters. */
function sentenceElements(entry: AuditEntry): (PlainTextElement | MrkdwnElement)[] {
  const { act, subject, detail } = entry;
  const said = auditSentence(entry);
  const isOfChannel = act === 'setting_changed' && subject === settingsLabels.requestsChannel;
  if (!isOfChannel) return [plain(said, 1900)];
  const ids = [detail.was, detail.now];
  return said
    .split(/“([CG][A-Z0-9]+)”/)
    .filter((part) => part.trim() !== '')
    .map((part) => (ids.includes(part) ? exact(channelMention(part)) : plain(part.trim(), 900)));
}

const onOffOptions: readonly Option[] = [
  { text: plain(settingsTabTexts.on), value: 'on' },
  { text: plain(settingsTabTexts.off), value: 'off' },
];
const requestsToOptions = requestsToChoices.map((to) => ({
  text: plain(requestsToTexts[to]),
  value: to,
}));

const secondStepOptions = secondStepChoices.map((to) => ({
  text: plain(secondStepTexts[to]),
  value: to,
}));

/** The dialog in which the settings are changed. The name of each field is its block and its input. */
export function settingsModal(workspace: Workspace, shown: SettingsShown): ModalView {
  const texts = settingsTexts(workspace);
  return {
    type: 'modal',
    callback_id: settingsCallback,
    private_metadata: JSON.stringify({ shown }),
    title: plain(settingsTitle, 24),
    submit: plain(settingsTabTexts.save, 24),
    close: plain(settingsTabTexts.cancel, 24),
    blocks: [
      // Slack counts an emoji as two, so the app itself says when a name is too long.
      textField('name', texts.name, { max_length: maxShownNameLength }),
      textField('allowedDomains', texts.allowedDomains, {
        optional: true,
        max_length: maxDomainsLength,
      }),
      choice('linkWarnings', texts.linkWarnings),
      choice('slackAdminsAreAdmins', texts.slackAdminsAreAdmins),
      choice('followDeactivations', texts.followDeactivations),
      choice('joinedMessages', texts.joinedMessages),
      choice('undoSends', texts.undoSends),
      choice('reminders', texts.reminders),
      choice('weeklySummary', texts.weeklySummary),
      {
        type: 'input',
        block_id: 'seatLimit',
        optional: true,
        label: plain(settingsLabels.seatLimit),
        hint: plain(settingsHints.seatLimit),
        element: {
          type: 'number_input',
          action_id: 'seatLimit',
          is_decimal_allowed: false,
          min_value: '1',
          max_value: String(maxSeats),
          ...(texts.seatLimit && { initial_value: texts.seatLimit }),
        },
      },
      radios('requestsTo', texts.requestsTo, requestsToOptions),
      channelField('requestsChannel', texts.requestsChannel),
      textField('approvedDomains', texts.approvedDomains, {
        optional: true,
        max_length: maxDomainsLength,
      }),
      radios('secondStep', texts.secondStep, secondStepOptions),
    ],
  };
}

function textField(
  field: SettingsField,
  value: string,
  { optional = false, max_length }: { optional?: boolean; max_length: number },
): KnownBlock {
  const initial = cut(value, max_length);
  return {
    type: 'input',
    block_id: field,
    optional,
    label: plain(settingsLabels[field]),
    hint: plain(settingsHints[field]),
    element: {
      type: 'plain_text_input',
      action_id: field,
      max_length,
      ...(initial && { initial_value: initial }),
    },
  };
}

/** A channel of the team's own: what is asked for isn't other organizations' business. */
function channelField(field: SettingsField, value: string): KnownBlock {
  return {
    type: 'input',
    block_id: field,
    optional: true,
    label: plain(settingsLabels[field]),
    hint: plain(settingsHints[field]),
    element: {
      type: 'conversations_select',
      action_id: field,
      filter: {
        include: ['public', 'private'],
        exclude_external_shared_channels: true,
        exclude_bot_users: true,
      },
      ...(value && { initial_conversation: value }),
    },
  };
}

function choice(field: SettingsField, value: string): KnownBlock {
  return radios(field, value, onOffOptions);
}

function radios(field: SettingsField, value: string, options: readonly Option[]): KnownBlock {
  const initial = options.find((option) => option.value === value);
  return {
    type: 'input',
    block_id: field,
    label: plain(settingsLabels[field]),
    hint: plain(settingsHints[field]),
    element: {
      type: 'radio_buttons',
      action_id: field,
      options: [...options],
      ...(initial && { initial_option: initial }),
    },
  };
}

/** What the app says in a channel that requests are to go to. */
export function requestsHereMessage(): { text: string; blocks: KnownBlock[] } {
  return { text: requestsHereText, blocks: [section(plain(requestsHereText))] };
}

/** What is wrong with the settings, by field. */
export function settingsErrors(problems: readonly SettingsProblem[]): Record<string, string> {
  return Object.fromEntries(
    problems.map((problem) => [problem.field, settingsProblemText(problem)]),
  );
}
