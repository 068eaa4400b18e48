import { randomUUID } from 'node:crypto';
import type { AuditEntryId, MemberId } from '../../shared/ids.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import type { ActingRequester, Member, MemberRefusal } from '../rules.ts';
import { type MemberDeps, withMember } from './manage.ts';

/**
 * Ends all of a member's sessions, and what tools were given by them, for an admin: their account stays as it is, and they
 * can sign in again. Gives how many browsers were signed in. Doing it twice does no more than once.
 */
export async function signOutMember(
  deps: MemberDeps,
  requester: ActingRequester,
  id: MemberId,
): Promise<Outcome<{ readonly member: Member; readonly sessions: number }, MemberRefusal>> {
  return await withMember(deps, requester, id, async ({ admin, member }) => {
    const entryId = randomUUID() as AuditEntryId;
    let sessions = 0;
    for (const end of deps.onSignedOut)
      sessions += (await end(admin.tx, member, entryId)).sessions ?? 0;
    admin.record({
      id: entryId,
      act: 'member_signed_out',
      subject: member.displayName,
      detail: { email: member.email, sessions: String(sessions) },
    });
    return done({ member, sessions });
  });
}
