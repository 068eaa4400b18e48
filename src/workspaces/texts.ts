import { countOf, nounFor } from '../shared/count-text.ts';
import { cut } from '../shared/mrkdwn.ts';
import type { AuditAct, AuditEntry } from './audit-rules.ts';

/** The entry as a sentence, without the moment. */
export function auditSentence(entry: AuditEntry): string {
  const { act, detail } = entry;
  const { revokedInvitations = '0', replacedLinks = '0' } = detail;
  const ended = endedText({
    revokedInvitations: Number(revokedInvitations),
    replacedLinks: Number(replacedLinks),
  });
  const sentence = sentences[act](entry) + withTools(detail.tools);
  return ended === '' ? sentence : `${sentence} – this ${ended}`;
}

/** The tools that somebody gets by it. */
function withTools(names: string | undefined): string {
  return names === undefined ? '' : `, with ${names}`;
}

const sentences = {
  invitation_sent: ({ actor, subject, detail }) =>
    `${actor} invited ${subject} as ${aRole(detail.role)}`,
  invitation_resent: ({ actor, subject }) => `${actor} resent ${subject}'s invitation`,
  invitation_sent_anew: ({ actor, subject, detail }) =>
    `${actor} invited ${subject} again as ${aRole(detail.role)}`,
  invitation_undone: ({ actor, subject }) => `${actor} undid sending ${subject}'s invitation`,
  invitation_extended: ({ actor, subject }) => `${actor} gave ${subject} more time to join`,
  invitation_reminded: ({ subject }) => `${subject} was reminded of the invitation`,
  invited_role_changed: ({ actor, subject, detail }) =>
    `${actor} changed ${subject}'s invitation: ${aRole(detail.role)} now, not ${aRole(detail.was)}`,
  invited_address_changed: ({ actor, subject, detail }) =>
    `${actor} changed the address of an invitation from ${detail.was} to ${subject}`,
  invited_tools_changed: ({ actor, subject, detail }) =>
    `${actor} changed the tools in ${subject}'s invitation: ${detail.now || 'none'}`,
  invitation_asked_for: ({ subject }) => `${subject} asked for a new invitation`,
  ask_ignored: ({ actor, subject }) =>
    `${actor} ignored that ${subject} asked for a new invitation`,
  link_replaced: ({ actor, subject }) => `${actor} replaced ${subject}'s invite link`,
  invitation_revoked: ({ actor, subject }) => `${actor} revoked ${subject}'s invitation`,
  invitation_declined: ({ subject, detail }) =>
    `${subject} declined the invitation from ${detail.invitedBy}`,
  link_shown: ({ actor, subject }) => `${actor} viewed ${subject}'s invite link`,
  links_shown: ({ actor, subject }) =>
    `${actor} viewed ${subject} ${nounFor(subject, 'invite link')}`,
  link_posted: ({ actor, subject }) =>
    `${actor === '' ? 'Someone' : actor} posted ${subject}'s invite link in Slack`,
  link_kept: ({ actor, subject }) =>
    `${actor} kept ${subject}'s invite link, which they had posted in Slack`,
  invitations_ended: ({ actor, subject }) => `${subject} was deactivated in ${actor}`,
  member_joined: ({ actor, subject, detail }) =>
    `${actor} (${subject}) joined as ${aRole(detail.role)}, invited by ${detail.invitedBy}`,
  role_changed: ({ actor, subject, detail }) => `${actor} made ${subject} ${aRole(detail.role)}`,
  member_left: ({ actor, subject }) => `${actor} (${subject}) left and deleted their account`,
  member_removed: ({ actor, subject, detail }) =>
    detail.why === undefined
      ? `${actor} removed ${subject}`
      : `${subject} was removed, being deactivated in ${actor}`,
  member_signed_out: ({ actor, subject }) => `${actor} signed ${subject} out everywhere`,
  member_deactivated: ({ actor, subject }) => `${subject} was deactivated in ${actor}`,
  member_reactivated: ({ actor, subject }) => `${subject} is active in ${actor} again`,
  name_changed: ({ actor, detail }) => `${actor} changed their name to ${detail.now}`,
  picture_changed: ({ actor }) => `${actor} changed their picture`,
  picture_removed: ({ actor }) => `${actor} removed their picture`,
  signed_in: ({ actor }) => `${actor} signed in`,
  sign_in_failed: ({ subject, detail }) => {
    const tries = countOf(Number(detail.count), 'attempt');
    return subject === ''
      ? `${tries} to sign in with an unknown address failed`
      : `${tries} to sign in as ${subject} failed`;
  },
  signed_out: ({ actor }) => `${actor} signed out`,
  session_ended: ({ actor }) => `${actor} signed out of another browser`,
  sessions_ended: ({ actor }) => `${actor} signed out everywhere else`,
  password_changed: ({ actor }) => `${actor} changed their password`,
  password_reset: ({ actor }) => `${actor} reset their password by email`,
  account_locked: ({ actor }) =>
    `${actor} said something at their account wasn't them, and locked it`,
  second_step_on: ({ actor }) => `${actor} turned on the second step of their sign-in`,
  second_step_off: ({ actor, detail }) =>
    detail.why === undefined
      ? `${actor} turned off the second step of their sign-in`
      : `${actor} signed in by a link that removed their second step`,
  second_step_failed: ({ subject, detail }) =>
    `${countOf(Number(detail.count), 'attempt')} to sign in as ${subject} failed at the second step`,
  recovery_codes_made: ({ actor }) => `${actor} made new recovery codes`,
  recovery_code_used: ({ actor, detail }) =>
    `${actor} used a recovery code; ${detail.left} ${Number(detail.left) === 1 ? 'is' : 'are'} left`,
  sign_in_link_made: ({ actor, subject, detail }) => {
    const made = `${actor} made a new sign-in link for ${subject}`;
    return detail.endsSecondStep === undefined
      ? made
      : `${made}, which also removes their second step`;
  },
  sign_in_link_used: ({ actor, detail }) =>
    `${actor} signed in by the link that ${detail.madeBy} made`,
  slack_connected: ({ actor }) => `${actor} connected their Slack to sign in`,
  slack_disconnected: ({ actor }) => `${actor} no longer signs in with Slack`,
  passkey_added: ({ actor }) => `${actor} added a passkey`,
  passkey_removed: ({ actor }) => `${actor} removed a passkey`,
  passkey_suspended: ({ actor }) => `A passkey of ${actor} was suspended, as a copy of it was used`,
  settings_changed: ({ actor, subject }) => `${actor} changed the team settings: ${subject}`,
  setting_changed: ({ actor, subject, detail }) =>
    `${actor} changed “${subject}” from ${valueText(detail.was)} to ${valueText(detail.now)}`,
  import_sent: ({ actor, subject }) =>
    `${actor} sent a list of ${countOf(Number(subject), 'person')}`,
  import_stopped: ({ actor, subject }) => {
    const left = `${countOf(Number(subject), 'person')} not invited`;
    return actor === ''
      ? `A list was stopped, as whoever sent it is no longer an admin; ${left}`
      : `${actor} stopped a list; ${left}`;
  },
  import_undone: ({ actor }) => `${actor} took back the invitations of a list`,
  import_reminded: ({ actor }) => `${actor} reminded the people of a list who hadn't joined`,
  request_made: ({ actor, subject }) => `${actor} asked to have ${subject} invited`,
  request_approved: ({ actor, subject, detail }) => {
    const approved = `${actor} approved the request to invite ${subject}`;
    const isAsAsked = aRole(detail.role) === aRole();
    return isAsAsked ? approved : `${approved}, as ${aRole(detail.role)}`;
  },
  request_denied: ({ actor, subject, detail }) => {
    const denied = `${actor} denied the request to invite ${subject}`;
    return detail.why === undefined ? denied : `${denied}: “${detail.why}”`;
  },
  tool_connected: ({ actor, subject, detail }) =>
    `${actor} connected ${subject} (${detail.access})`,
  tool_changed: ({ actor, subject, detail }) =>
    detail.was === undefined || detail.was === detail.now
      ? `${actor} changed ${subject} (${detail.access})`
      : `${actor} changed ${subject} from ${valueText(detail.was)} to ${valueText(detail.now)}`,
  tool_secret_replaced: ({ actor, subject }) => `${actor} gave ${subject} a new client secret`,
  tool_disconnected: ({ actor, subject }) => `${actor} disconnected ${subject}`,
  request_closed: ({ subject, detail }) =>
    `The request to invite ${subject} was closed: ${detail.why}`,
  app_installed: ({ subject }) => `The app was installed in Slack, by the Slack user ${subject}`,
  app_uninstalled: () => 'The app was removed from Slack',
  activity_downloaded: ({ actor, subject }) =>
    subject === ''
      ? `${actor} downloaded the activity`
      : `${actor} downloaded the activity of ${subject}`,
} as const satisfies Record<AuditAct, (entry: AuditEntry) => string>;

/** How something is set, within a sentence. The record keeps all of it. */
function valueText(value = ''): string {
  return value === '' ? 'nothing' : `“${cut(value, 200)}”`;
}

/** What ended along with somebody's rights, for after "this"; empty when nothing did. */
export function endedText(ended: { revokedInvitations: number; replacedLinks: number }): string {
  const { revokedInvitations, replacedLinks } = ended;
  const parts = [
    revokedInvitations > 0 && `revoked ${countOf(revokedInvitations, 'invitation')} they sent`,
    replacedLinks > 0 && `replaced ${countOf(replacedLinks, 'invite link')} they saw`,
  ];
  return parts.filter((part) => part !== false).join(' and ');
}

/** A role within a sentence, from its name: "an admin". */
export function aRole(name = 'Member'): string {
  const noun = name.toLowerCase();
  return `${/^[aeiou]/.test(noun) ? 'an' : 'a'} ${noun}`;
}
