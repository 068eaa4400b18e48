import { type Role, roleName } from '../../members/rules.ts';
import type { EmailAddress } from '../../shared/plain-address.ts';
import type { AuditEntry } from '../../workspaces/audit-rules.ts';
import type { Invitation } from '../rules.ts';

/** How tools stand in the record. */
export function toolsDetail(toolNames: readonly string[]): { tools?: string } {
  return toolNames.length > 0 ? { tools: toolNames.join(', ') } : {};
}

/** What the record says of an address that is invited: whom it made an admin by that isn't lost among what was sent again. */
export function sentEntry(
  { email: subject }: EmailAddress,
  role: Role,
  open: Invitation | undefined,
  toolNames: readonly string[],
): Omit<AuditEntry, 'actor'> {
  const detail = { role: roleName(role), ...toolsDetail(toolNames) };
  if (!open) return { act: 'invitation_sent', subject, detail };
  return open.role === role
    ? { act: 'invitation_resent', subject, detail }
    : { act: 'invited_role_changed', subject, detail: { ...detail, was: roleName(open.role) } };
}
