import { countOf, nounFor } from '../shared/count-text.ts';
import type { AuditAct, AuditEntry } from './rules.ts';

/** The entry as a sentence, without the moment. */
export function auditSentence({ actor, act, subject, detail }: AuditEntry): string {
  const sentences = {
    invitation_sent: `${actor} invited ${subject} as ${aRole(detail.role)}`,
    invitation_resent: `${actor} resent ${subject}'s invitation`,
    invitation_sent_anew: `${actor} invited ${subject} again as ${aRole(detail.role)}`,
    invitation_undone: `${actor} undid sending ${subject}'s invitation`,
    invitation_extended: `${actor} gave ${subject} more time to join`,
    invited_role_changed: `${actor} changed ${subject}'s invitation: ${aRole(detail.role)} now, not ${aRole(detail.was)}`,
    invited_address_changed: `${actor} changed the address of an invitation from ${detail.was} to ${subject}`,
    ask_ignored: `${actor} ignored that ${subject} asked for a new invitation`,
    link_replaced: `${actor} replaced ${subject}'s invite link`,
    invitation_revoked: `${actor} revoked ${subject}'s invitation`,
    invitation_declined: `${subject} declined the invitation from ${detail.invitedBy}`,
    link_shown: `${actor} viewed ${subject}'s invite link`,
    links_shown: `${actor} viewed ${subject} ${nounFor(subject, 'invite link')}`,
    invitations_ended: `${subject} was deactivated in ${actor}`,
    member_joined: `${actor} (${subject}) joined as ${aRole(detail.role)}, invited by ${detail.invitedBy}`,
    role_changed: `${actor} made ${subject} ${aRole(detail.role)}`,
    member_removed: `${actor} removed ${subject}`,
    request_made: `${actor} asked to have ${subject} invited`,
    request_approved: `${actor} approved the request to invite ${subject}`,
    request_denied: `${actor} denied the request to invite ${subject}`,
    request_closed: `The request to invite ${subject} was closed: ${detail.why}`,
    tool_connected: `${actor} connected ${subject} (${detail.access})`,
    tool_changed: `${actor} changed ${subject} (${detail.access})`,
    tool_secret_replaced: `${actor} gave ${subject} a new client secret`,
    tool_disconnected: `${actor} disconnected ${subject}`,
    settings_changed: `${actor} changed the team settings: ${subject}`,
  } as const satisfies Record<AuditAct, string>;
  const { revokedInvitations = '0', replacedLinks = '0' } = detail;
  const ended = endedText({
    revokedInvitations: Number(revokedInvitations),
    replacedLinks: Number(replacedLinks),
  });
  return ended === '' ? sentences[act] : `${sentences[act]} – this ${ended}`;
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
