import type { KnownBlock, ModalView, Option } from '@slack/types';
import type { Ended } from '../../members/rules.ts';
import { endedText } from '../../members/slack/member-blocks.ts';
import { actions, button, context, header, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { cut, slackDate } from '../../shared/mrkdwn.ts';
import { type AuditEntry, auditSentence, type Workspace } from '../../workspaces/rules.ts';
import {
  longestDomains,
  longestShownName,
  type SettingsField,
  type SettingsProblem,
  type SettingsShown,
  settingsTexts,
} from '../rules.ts';

export const editSettingsButton = 'home.edit_settings';
export const billingLink = 'home.open_billing';
export const settingsCallback = 'home.settings_modal';

/** The settings' tab: how things are set, the seats, and what was done lately. */
export function settingsBlocks(
  workspace: Workspace,
  body: { seats: number; acts: readonly (AuditEntry & { at: Date })[] },
  billingUrl: string | undefined,
): KnownBlock[] {
  const { settings } = workspace;
  const onOff = (on: boolean): string => (on ? 'On' : 'Off');
  const limit = settings.seatLimit?.toLocaleString('en') ?? 'none';
  return [
    header('Team settings'),
    section(plain(`Workspace name: ${workspace.name}`)),
    section(plain(`Allowed e-mail domains: ${settings.allowedDomains.join(', ') || 'any'}`)),
    section(plain(`Link warnings: ${onOff(settings.linkWarnings)}`)),
    section(plain(`Slack admins count as admins: ${onOff(settings.slackAdminsAreAdmins)}`)),
    section(plain(`Follow Slack deactivations: ${onOff(settings.followDeactivations)}`)),
    header('Billing'),
    section(
      plain(
        `Seats in use: ${body.seats.toLocaleString('en')} (members and pending invitations) · seat limit: ${limit}`,
      ),
    ),
    actions(
      'settings',
      button(editSettingsButton, 'Edit settings'),
      ...(billingUrl ? [{ ...button(billingLink, 'Manage billing'), url: billingUrl }] : []),
    ),
    { type: 'divider' },
    header('What was done lately'),
    ...(body.acts.length > 0
      ? body.acts.map((entry) =>
          context(mrkdwn(slackDate(entry.at)), plain(auditSentence(entry), 1900)),
        )
      : [context(plain('Nothing yet.'))]),
  ];
}

const onOption: Option = { text: plain('On'), value: 'on' };
const onOffOptions: Option[] = [onOption, { text: plain('Off'), value: 'off' }];

/** The dialog in which the settings are changed. The name of each field is its block and its input. */
export function settingsModal(workspace: Workspace, shown: SettingsShown): ModalView {
  const texts = settingsTexts(workspace);
  return {
    type: 'modal',
    callback_id: settingsCallback,
    private_metadata: JSON.stringify({ shown }),
    title: plain('Team settings', 24),
    submit: plain('Save', 24),
    close: plain('Cancel', 24),
    blocks: [
      // Slack counts an emoji as two, so the app itself says when a name is too long.
      textField('name', 'Workspace name', texts.name, {
        hint: 'Shown in invitations and on the sign-up page.',
        max_length: longestShownName,
      }),
      textField('allowedDomains', 'Allowed e-mail domains', texts.allowedDomains, {
        hint: 'For example acme.com, acme.org. Leave it empty to allow any. Checked when inviting and when joining.',
        optional: true,
        max_length: longestDomains,
      }),
      choice('linkWarnings', 'Link warnings', texts.linkWarnings),
      choice('slackAdminsAreAdmins', 'Slack admins count as admins', texts.slackAdminsAreAdmins),
      choice(
        'followDeactivations',
        'Follow Slack deactivations',
        texts.followDeactivations,
        'Members who are deactivated in Slack are then removed here at once.',
      ),
      textField('seatLimit', 'Seat limit', texts.seatLimit, {
        hint: 'The most members and pending invitations there may be. Leave it empty for no limit.',
        optional: true,
        max_length: 20,
      }),
    ],
  };
}

function textField(
  field: SettingsField,
  label: string,
  value: string,
  { hint, optional = false, max_length }: { hint: string; optional?: boolean; max_length: number },
): KnownBlock {
  const initial = cut(value, max_length);
  return {
    type: 'input',
    block_id: field,
    optional,
    label: plain(label),
    hint: plain(hint),
    element: {
      type: 'plain_text_input',
      action_id: field,
      max_length,
      ...(initial && { initial_value: initial }),
    },
  };
}

function choice(field: SettingsField, label: string, value: string, hint?: string): KnownBlock {
  return {
    type: 'input',
    block_id: field,
    label: plain(label),
    ...(hint !== undefined && { hint: plain(hint) }),
    element: {
      type: 'radio_buttons',
      action_id: field,
      options: onOffOptions,
      initial_option: onOffOptions.find((option) => option.value === value) ?? onOption,
    },
  };
}

/** What came of saving the dialog. */
export function settingsSavedText({ changes, ...ended }: { changes: string } & Ended): string {
  return `✅ The settings are saved${changes === '' ? '' : `: ${cut(changes, 500)}`}.${endedText(ended)}`;
}

const problemTexts = {
  name_empty: 'Give the workspace a name.',
  name_too_long: 'The name may have at most 80 characters.',
  name_odd: 'This name has characters in it that can not be shown. Please type it anew.',
  too_many_domains: 'These are too many: at most 3,000 characters in all.',
  not_a_seat_limit: 'Write a whole number from 1 to 1,000,000, or leave it empty.',
  would_lock_out:
    'Then nobody could act as admin: first make a member who is in Slack an Admin, and let them open this app once.',
  outdated: 'This dialog is from an older version of the app. Close it and open it again.',
} as const;

/** What is wrong with the settings, by field. */
export function settingsErrors(problems: readonly SettingsProblem[]): Record<string, string> {
  return Object.fromEntries(problems.map((problem) => [problem.field, problemText(problem)]));
}

function problemText(problem: SettingsProblem): string {
  if (problem.kind === 'not_a_domain') return wrongDomainsText(problem.wrong);
  return problem.kind === 'changed_meanwhile'
    ? changedMeanwhileText(problem.now)
    : problemTexts[problem.kind];
}

const mostNamed = 3;

function wrongDomainsText(wrong: readonly string[]): string {
  const named = wrong.slice(0, mostNamed).map((word) => `“${cut(word, 60)}”`);
  const more = wrong.length - named.length;
  const all = new Intl.ListFormat('en').format([...named, ...(more > 0 ? [`${more} more`] : [])]);
  const are = wrong.length === 1 ? 'is no domain' : 'are no domains';
  return `${all} ${are}. Write domains like acme.com, with commas between them.`;
}

function changedMeanwhileText(now: string): string {
  const is = now === '' ? 'empty' : `“${cut(now, 200)}”`;
  return `Another admin changed this meanwhile: it is ${is} now. Type the same here to keep that, or close this dialog and open it again to change it.`;
}
