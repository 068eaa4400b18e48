import type { MemberId } from '../../shared/ids.ts';
import { done, type Outcome } from '../../shared/outcome.ts';
import { newEntryId } from '../../workspaces/api.ts';
import type { ActingRequester, AdminRequester, Member, MemberRefusal } from '../rules.ts';
import { endEach, type MemberDeps, onceOnly, withMember } from './manage.ts';

/** A member whom an admin may sign out; changes nothing. */
export async function memberToSignOut(
  deps: MemberDeps,
  requester: AdminRequester,
  id: MemberId,
): Promise<Outcome<Member, MemberRefusal>> {
  return await withMember(deps, requester, id, async ({ member }) => done(member));
}

/**
 * Ends all of a member's sessions, and what tools were given by them, for an admin: their account stays as it is, and they
 * can sign in again. Gives how many browsers were signed in.
 */
export async function signOutMember(
  deps: MemberDeps,
  requester: ActingRequester,
  id: MemberId,
): Promise<Outcome<{ readonly member: Member; readonly sessions: number }, MemberRefusal>> {
  return await withMember(deps, requester, id, (target) => {
    const { admin, member } = target;
    return onceOnly(target, requester, 'sign out', { member, sessions: 0 }, async () => {
      const entryId = newEntryId();
      const sessions = await endEach(admin.tx, deps.onSignedOut, member, entryId);
      admin.record({
        id: entryId,
        act: 'member_signed_out',
        subject: member.displayName,
        detail: { email: member.email, sessions: String(sessions) },
      });
      return done({ member, sessions });
    });
  });
}
