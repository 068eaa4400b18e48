import type { AuditEntryId } from '../shared/ids.ts';
import { parsePlainAddress } from '../shared/plain-address.ts';
import { type Receipt, type ReceiptRow, receiptOf } from './receipt-rules.ts';

/**
 * Every act that is recorded, and what its subject is: somebody's email address, the name of a member (whose address the
 * detail has), or something else.
 */
export const auditActs = {
  invitation_sent: 'address',
  invitation_resent: 'address',
  invitation_sent_anew: 'address',
  invitation_undone: 'address',
  invitation_extended: 'address',
  invitation_reminded: 'address',
  invited_role_changed: 'address',
  invited_address_changed: 'address',
  invited_tools_changed: 'address',
  invitation_asked_for: 'address',
  ask_ignored: 'address',
  link_replaced: 'address',
  invitation_revoked: 'address',
  invitation_declined: 'address',
  link_shown: 'address',
  link_posted: 'address',
  link_kept: 'address',
  links_shown: 'other',
  invitations_ended: 'other',
  member_joined: 'address',
  role_changed: 'name',
  member_removed: 'name',
  member_signed_out: 'name',
  member_left: 'address',
  member_deactivated: 'name',
  member_reactivated: 'name',
  name_changed: 'address',
  picture_changed: 'address',
  picture_removed: 'address',
  signed_in: 'address',
  sign_in_failed: 'address',
  signed_out: 'address',
  session_ended: 'address',
  sessions_ended: 'address',
  password_changed: 'address',
  password_reset: 'address',
  account_locked: 'address',
  second_step_on: 'address',
  second_step_off: 'address',
  second_step_failed: 'address',
  recovery_codes_made: 'address',
  recovery_code_used: 'address',
  sign_in_link_made: 'name',
  sign_in_link_used: 'address',
  slack_connected: 'address',
  slack_disconnected: 'address',
  passkey_added: 'address',
  passkey_removed: 'address',
  passkey_suspended: 'address',
  /** By versions before, which wrote all that was changed at once into the subject. */
  settings_changed: 'other',
  setting_changed: 'other',
  import_sent: 'other',
  import_stopped: 'other',
  import_undone: 'other',
  import_reminded: 'other',
  request_made: 'address',
  request_approved: 'address',
  request_denied: 'address',
  request_closed: 'address',
  activity_downloaded: 'other',
  app_installed: 'other',
  app_uninstalled: 'other',
  tool_connected: 'other',
  tool_changed: 'other',
  tool_secret_replaced: 'other',
  tool_disconnected: 'other',
} as const satisfies Record<string, 'address' | 'name' | 'other'>;

export type AuditAct = keyof typeof auditActs;

/** Who did what to whom: the names as they were then, since they may change or go. */
export interface AuditEntry {
  /** Empty when nobody did it: it came due. */
  readonly actor: string;
  readonly act: AuditAct;
  readonly subject: string;
  /** What else there is to say; `was` and `now` are how something was before and since. */
  readonly detail: Readonly<Record<string, string>>;
}

/** An entry that was read from the record. */
export interface ListedEntry extends AuditEntry {
  readonly id: AuditEntryId;
  readonly at: Date;
  /** What came of it, where somebody lost access by it. */
  readonly receipt?: Receipt | undefined;
}

/** An entry as a row of the record holds it. */
export interface EntryRow extends Pick<ListedEntry, 'actor' | 'subject' | 'at'> {
  readonly id: string;
  readonly act: string;
  readonly detail: unknown;
  readonly receipt?: readonly ReceiptRow[] | null;
}

/** The entry of a row. */
export function toEntry({ actor, act, subject, at, ...row }: EntryRow): ListedEntry {
  // All three were written from an entry.
  const id = row.id as AuditEntryId;
  const detail = row.detail as AuditEntry['detail'];
  const receipt = receiptOf(detail, row.receipt);
  return { id, actor, act: act as AuditAct, subject, detail, at, ...(receipt && { receipt }) };
}

/** Somebody whom entries are about: by canonical address, or as a Slack user who has no account. */
export interface AuditPerson {
  readonly kind: 'address' | 'slack_user';
  readonly person: string;
}

/** An entry as it is written, with who did it; unless that is whom it is about. */
export interface NewAuditEntry extends AuditEntry {
  readonly by?: readonly AuditPerson[];
  /** Where something else is written with it that hangs on it. */
  readonly id?: AuditEntryId;
}

/** Somebody for whom an entry is kept; it is about them unless they only did it. */
export interface EntryPerson extends AuditPerson {
  readonly isAbout: boolean;
}

/** Everybody whom an entry is kept for, each once: who did it, and with whom it was done, which is what it is about. */
export function peopleOf({ act, subject, detail, by = [] }: NewAuditEntry): EntryPerson[] {
  const named = [
    auditActs[act] === 'address' ? subject : undefined,
    detail.email,
    act === 'invited_address_changed' ? detail.was : undefined,
  ];
  const about = named.flatMap(personWithEmail);
  const people = [
    ...by.map((each) => ({ ...each, isAbout: false })),
    ...about.map((each) => ({ ...each, isAbout: true })),
  ];
  return [...new Map(people.map((each) => [`${each.kind} ${each.person}`, each])).values()];
}

/** Whoever has this email address. */
export function personWithEmail(email: string | undefined): AuditPerson[] {
  const read = parsePlainAddress(email ?? '');
  return read.ok ? [{ kind: 'address', person: read.value.address }] : [];
}
