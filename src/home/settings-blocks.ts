import type { KnownBlock, ModalView, Option } from '@slack/types';
import { actions, button, context, header, mrkdwn, plain, section } from '../shared/blocks.ts';
import { cut, slackDate } from '../shared/mrkdwn.ts';
import { type AuditEntry, auditSentence, type Workspace } from '../workspaces/rules.ts';
import { longestDomains, problemFields, type SettingsForm, type SettingsProblem } from './rules.ts';

export const editSettingsButton = 'home.edit_settings';
export const billingLink = 'home.open_billing';
export const settingsCallback = 'home.settings_modal';

/** The field's name is its block and its input. */
type Field = keyof SettingsForm;

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

/** The dialog in which the settings are changed. */
export function settingsModal({ name, settings }: Workspace): ModalView {
  return {
    type: 'modal',
    callback_id: settingsCallback,
    title: plain('Team settings', 24),
    submit: plain('Save', 24),
    close: plain('Cancel', 24),
    blocks: [
      // Slack counts an emoji as two, so the app itself says when a name is too long.
      textField('name', 'Workspace name', name, 'Shown in invitations and on the sign-up page.', {
        max_length: 200,
      }),
      textField(
        'allowedDomains',
        'Allowed e-mail domains',
        settings.allowedDomains.join(', '),
        'For example acme.com, acme.org. Leave it empty to allow any. Checked when inviting and when joining.',
        { optional: true, max_length: longestDomains },
      ),
      choice('linkWarnings', 'Link warnings', settings.linkWarnings),
      choice('slackAdminsAreAdmins', 'Slack admins count as admins', settings.slackAdminsAreAdmins),
      choice(
        'followDeactivations',
        'Follow Slack deactivations',
        settings.followDeactivations,
        'Members who are deactivated in Slack are then removed here at once.',
      ),
      textField(
        'seatLimit',
        'Seat limit',
        settings.seatLimit === undefined ? '' : String(settings.seatLimit),
        'The most members and pending invitations there may be. Leave it empty for no limit.',
        { optional: true, max_length: 7 },
      ),
    ],
  };
}

function textField(
  field: Field,
  label: string,
  value: string,
  hint: string,
  { optional = false, max_length }: { optional?: boolean; max_length: number },
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

function choice(field: Field, label: string, on: boolean, hint?: string): KnownBlock {
  return {
    type: 'input',
    block_id: field,
    label: plain(label),
    ...(hint !== undefined && { hint: plain(hint) }),
    element: {
      type: 'radio_buttons',
      action_id: field,
      options: onOffOptions,
      initial_option: onOffOptions[on ? 0 : 1] ?? onOption,
    },
  };
}

const problemTexts = {
  name_empty: 'Give the workspace a name.',
  name_too_long: 'The name may have at most 80 characters.',
  not_a_domain: 'Write domains like acme.com, parted by commas.',
  too_many_domains: 'These are too many: at most 3,000 characters in all.',
  not_a_seat_limit: 'Write a whole number from 1, or leave it empty.',
  would_lock_out:
    'Then nobody could act as admin: first make a member who is in Slack an Admin, and let them open this app once.',
} as const satisfies Record<SettingsProblem, string>;

/** What is wrong with the settings, by field. */
export function settingsErrors(problems: readonly SettingsProblem[]): Record<string, string> {
  return Object.fromEntries(
    problems.map((problem) => [problemFields[problem], problemTexts[problem]]),
  );
}
