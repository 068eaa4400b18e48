import { expect, test } from 'vitest';
import { csvFileName, csvHead, csvRows } from '../../src/activity/csv-text.ts';
import {
  type AuditAct,
  type AuditEntry,
  auditActs,
  type ListedEntry,
} from '../../src/workspaces/audit-rules.ts';
import { auditSentence } from '../../src/workspaces/texts.ts';

const at = new Date('2026-11-27T09:30:00.123Z');

function listed(entry: Partial<AuditEntry>): ListedEntry {
  const usual = { actor: 'Ada', act: 'invitation_sent', subject: 'x@example.com', detail: {} };
  return { ...usual, ...entry, id: 'e1', at } as ListedEntry;
}

/** Every act with what else it says, as a sentence and in the columns before and after. */
const lines = {
  invitation_sent: [{ role: 'Admin' }, 'Ada invited x@example.com as an admin', '', 'Admin'],
  invitation_resent: [{ role: 'Member' }, "Ada resent x@example.com's invitation", '', 'Member'],
  invitation_sent_anew: [
    { role: 'Member' },
    'Ada invited x@example.com again as a member',
    '',
    'Member',
  ],
  invitation_undone: [{}, "Ada undid sending x@example.com's invitation", '', ''],
  invitation_extended: [
    { was: '2026-11-28T09:00:00.000Z', now: '2026-12-04T09:00:00.000Z' },
    'Ada gave x@example.com more time to join',
    '2026-11-28T09:00:00.000Z',
    '2026-12-04T09:00:00.000Z',
  ],
  invitation_reminded: [{}, 'x@example.com was reminded of the invitation', '', ''],
  invited_role_changed: [
    { was: 'Member', role: 'Admin' },
    "Ada changed x@example.com's invitation: an admin now, not a member",
    'Member',
    'Admin',
  ],
  invited_address_changed: [
    { was: 'y@example.com' },
    'Ada changed the address of an invitation from y@example.com to x@example.com',
    'y@example.com',
    'x@example.com',
  ],
  invitation_asked_for: [{}, 'x@example.com asked for a new invitation', '', ''],
  ask_ignored: [{}, 'Ada ignored that x@example.com asked for a new invitation', '', ''],
  link_replaced: [{}, "Ada replaced x@example.com's invite link", '', ''],
  invitation_revoked: [{}, "Ada revoked x@example.com's invitation", '', ''],
  invitation_declined: [
    { invitedBy: 'Bo' },
    'x@example.com declined the invitation from Bo',
    '',
    '',
  ],
  link_shown: [{}, "Ada viewed x@example.com's invite link", '', ''],
  link_posted: [{}, "Ada posted x@example.com's invite link in Slack", '', ''],
  link_kept: [{}, "Ada kept x@example.com's invite link, which they had posted in Slack", '', ''],
  links_shown: [{}, 'Ada viewed 3 invite links', '', ''],
  invitations_ended: [
    { revokedInvitations: '2' },
    'Cy was deactivated in Ada – this revoked 2 invitations they sent',
    '',
    '',
  ],
  member_joined: [
    { role: 'Member', invitedBy: 'Bo' },
    'Ada (x@example.com) joined as a member, invited by Bo',
    '',
    'Member',
  ],
  role_changed: [
    { role: 'Member', was: 'Admin', email: 'cy@example.com', replacedLinks: '1' },
    'Ada made Cy a member – this replaced 1 invite link they saw',
    'Admin',
    'Member',
  ],
  member_removed: [{ email: 'cy@example.com' }, 'Ada removed Cy', '', ''],
  member_signed_out: [{ email: 'cy@example.com' }, 'Ada signed Cy out everywhere', '', ''],
  member_left: [{}, 'Ada (x@example.com) left and deleted their account', '', ''],
  member_deactivated: [{ email: 'cy@example.com' }, 'Cy was deactivated in Ada', '', ''],
  member_reactivated: [{ email: 'cy@example.com' }, 'Cy is active in Ada again', '', ''],
  name_changed: [{ was: 'Ada', now: 'Ida' }, 'Ada changed their name to Ida', 'Ada', 'Ida'],
  picture_changed: [{}, 'Ada changed their picture', '', ''],
  picture_removed: [{}, 'Ada removed their picture', '', ''],
  signed_in: [{}, 'Ada signed in', '', ''],
  sign_in_failed: [{ count: '3' }, '3 attempts to sign in as x@example.com failed', '', ''],
  signed_out: [{}, 'Ada signed out', '', ''],
  session_ended: [{}, 'Ada signed out of another browser', '', ''],
  sessions_ended: [{}, 'Ada signed out everywhere else', '', ''],
  password_changed: [{}, 'Ada changed their password', '', ''],
  slack_connected: [{}, 'Ada connected their Slack to sign in', '', ''],
  slack_disconnected: [{}, 'Ada no longer signs in with Slack', '', ''],
  password_reset: [{}, 'Ada reset their password by email', '', ''],
  account_locked: [{}, "Ada said something at their account wasn't them, and locked it", '', ''],
  second_step_on: [{}, 'Ada turned on the second step of their sign-in', '', ''],
  second_step_off: [
    { why: 'lost' },
    'Ada signed in by a link that removed their second step',
    '',
    '',
  ],
  second_step_failed: [
    { count: '2' },
    '2 attempts to sign in as x@example.com failed at the second step',
    '',
    '',
  ],
  recovery_codes_made: [{}, 'Ada made new recovery codes', '', ''],
  recovery_code_used: [{ left: '1' }, 'Ada used a recovery code; 1 is left', '', ''],
  sign_in_link_made: [
    { email: 'cy@example.com', endsSecondStep: 'yes' },
    'Ada made a new sign-in link for Cy, which also removes their second step',
    '',
    '',
  ],
  sign_in_link_used: [{ madeBy: 'Bo' }, 'Ada signed in by the link that Bo made', '', ''],
  passkey_added: [{}, 'Ada added a passkey', '', ''],
  passkey_removed: [{}, 'Ada removed a passkey', '', ''],
  passkey_suspended: [{}, 'A passkey of Ada was suspended, as a copy of it was used', '', ''],
  settings_changed: [{}, 'Ada changed the team settings: turned off reminders', '', ''],
  setting_changed: [
    { was: '', now: '20' },
    'Ada changed “Seat limit” from nothing to “20”',
    '',
    '20',
  ],
  import_sent: [{}, 'Ada sent a list of 1 person', '', ''],
  import_stopped: [{}, 'Ada stopped a list; 12 people not invited', '', ''],
  import_undone: [{}, 'Ada took back the invitations of a list', '', ''],
  import_reminded: [{}, "Ada reminded the people of a list who hadn't joined", '', ''],
  request_made: [{}, 'Ada asked to have x@example.com invited', '', ''],
  request_approved: [
    { role: 'Admin' },
    'Ada approved the request to invite x@example.com, as an admin',
    '',
    'Admin',
  ],
  request_denied: [
    { why: 'Not now' },
    'Ada denied the request to invite x@example.com: “Not now”',
    '',
    '',
  ],
  request_closed: [
    { why: 'nobody decided' },
    'The request to invite x@example.com was closed: nobody decided',
    '',
    '',
  ],
  activity_downloaded: [{}, 'Ada downloaded the activity of Cy', '', ''],
  invited_tools_changed: [
    { was: 'Files', now: 'Wiki' },
    "Ada changed the tools in x@example.com's invitation: Wiki",
    'Files',
    'Wiki',
  ],
  app_installed: [{}, 'The app was installed in Slack, by the Slack user U1', '', ''],
  app_uninstalled: [{}, 'The app was removed from Slack', '', ''],
  tool_connected: [{ access: 'admins' }, 'Ada connected Wiki (admins)', '', ''],
  tool_changed: [
    { access: 'for admins', was: 'for all members', now: 'for admins' },
    'Ada changed Wiki from “for all members” to “for admins”',
    'for all members',
    'for admins',
  ],
  tool_secret_replaced: [{}, 'Ada gave Wiki a new client secret', '', ''],
  tool_disconnected: [{}, 'Ada disconnected Wiki', '', ''],
} as const satisfies Record<AuditAct, readonly [AuditEntry['detail'], string, string, string]>;

const subjects: Partial<Record<AuditAct, string>> = {
  links_shown: '3',
  invitations_ended: 'Cy',
  role_changed: 'Cy',
  member_removed: 'Cy',
  member_signed_out: 'Cy',
  member_deactivated: 'Cy',
  member_reactivated: 'Cy',
  app_installed: 'U1',
  app_uninstalled: '',
  settings_changed: 'turned off reminders',
  setting_changed: 'Seat limit',
  sign_in_link_made: 'Cy',
  import_sent: '1',
  import_stopped: '12',
  activity_downloaded: 'Cy',
  tool_connected: 'Wiki',
  tool_changed: 'Wiki',
  tool_secret_replaced: 'Wiki',
  tool_disconnected: 'Wiki',
};

test.each(Object.keys(auditActs) as AuditAct[])('%s has its sentence and its line', (act) => {
  const [detail, sentence, before, after] = lines[act];
  const subject = subjects[act] ?? 'x@example.com';
  const entry = listed({ act, subject, detail });

  expect(auditSentence(entry)).toBe(sentence);
  const quoted = /[",]/.test(sentence) ? `"${sentence}"` : sentence;
  expect(csvRows([entry])).toBe(
    `2026-11-27T09:30:00.123Z,Ada,${act},${subject},${before},${after},${quoted},e1\r\n`,
  );
});

test('nobody is named who did not do it, and a value that is very long is cut in the sentence only', () => {
  expect(auditSentence(listed({ act: 'import_stopped', actor: '', subject: '1' }))).toBe(
    'A list was stopped, as whoever sent it is no longer an admin; 1 person not invited',
  );
  expect(auditSentence(listed({ act: 'link_posted', actor: '' }))).toBe(
    "Someone posted x@example.com's invite link in Slack",
  );
  const removed = { act: 'member_removed', actor: 'Slack', subject: 'Cy' } as const;
  expect(auditSentence(listed({ ...removed, detail: { why: 'deactivated' } }))).toBe(
    'Cy was removed, being deactivated in Slack',
  );
  const others = { was: 'for chosen members (1 person)', now: 'for chosen members (1 person)' };
  const chosen = { act: 'tool_changed', subject: 'Wiki' } as const;
  expect(auditSentence(listed({ ...chosen, detail: { access: 'for all', ...others } }))).toBe(
    'Ada changed Wiki (for all)',
  );
  expect(
    auditSentence(listed({ act: 'sign_in_failed', subject: '', detail: { count: '1' } })),
  ).toBe('1 attempt to sign in with an unknown address failed');
  const now = 'acme.com, '.repeat(200);
  const entry = listed({ act: 'setting_changed', subject: 'Domains', detail: { was: 'any', now } });
  expect(auditSentence(entry).length).toBeLessThan(300);
  expect(csvRows([entry])).toContain(now);
});

test.each([
  ['=HYPERLINK("http://evil.example")', `"'=HYPERLINK(""http://evil.example"")"`],
  ['+1', "'+1"],
  ['@cmd', "'@cmd"],
  ['－1', "'－1"],
  ['a\nb', '"a\nb"'],
])('in the file %j is no formula and no other cell', (actor, cell) => {
  expect(csvRows([listed({ actor })])).toContain(`Z,${cell},invitation_sent,`);
});

test('the file says how it is read, and is called by its day', () => {
  expect(csvHead).toBe('\uFEFFtime,actor,act,subject,before,after,sentence,id\r\n');
  expect(csvFileName(at)).toBe('activity-2026-11-27.csv');
});
