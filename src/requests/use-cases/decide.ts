import { type InvitationDeps, inviteRequested } from '../../invitations/api.ts';
import { type Admin, asAdminReader, asAdminWith, type Nulls } from '../../members/api.ts';
import {
  type ActingRequester,
  type AdminRequester,
  actorName,
  type Role,
  roleName,
} from '../../members/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import type { RequestId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { quotedLines } from '../../shared/quotation.ts';
import type { AskedRequest, ClosedReason, DecideRefusal } from '../rules.ts';
import {
  findRequest,
  listOpenRequests,
  type RequestColumns,
  selectRequest,
  toRequest,
  withAskers,
} from '../store.ts';
import { closedReasonTexts } from '../texts.ts';
import { endRequest } from './end.ts';
import { lookAtRequest, type Standing } from './overtaken.ts';

/** What was decided. */
export interface Decided {
  readonly email: string;
  /** Approved: with which role. */
  readonly role: Role | undefined;
}

// When there is nothing left to decide about a request, it is closed instead, and everybody hears why. The first decision
// counts.

/** Approves a request: its address is invited by the admin, as if they had done it themselves and within the same limits. */
export async function approveRequest(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: RequestId | undefined,
  role: Role,
): Promise<Outcome<Decided, DecideRefusal>> {
  return await deciding(deps, requester, id, async (admin, asked, standing) => {
    const { email, address } = asked.request;
    const requestedBy = asked.askers.find(({ isGone }) => !isGone)?.memberId;
    const wanted = { to: { email, address }, role, standing, ...(requestedBy && { requestedBy }) };
    const invited = await inviteRequested(admin, deps, wanted);
    if (!invited.ok) {
      const { refusal } = invited;
      return refusal === 'already_member' ? await close(admin, asked, refusal) : refused(refusal);
    }
    const { open } = standing;
    // What was just sent stays as it is.
    const given = invited.value.sendKind === 'sent_just_now' ? open?.role : undefined;
    return await end(admin, asked, { state: 'approved', approvedRole: given ?? role });
  });
}

/** Denies a request, with a reason if there is one. */
export async function denyRequest(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: RequestId | undefined,
  typedReason: string,
): Promise<Outcome<Decided, DecideRefusal>> {
  const reason = quotedLines(typedReason).join('\n') || undefined;
  return await deciding(deps, requester, id, (admin, asked) =>
    end(admin, asked, { state: 'denied', reason }),
  );
}

async function deciding(
  deps: InvitationDeps,
  requester: ActingRequester,
  id: RequestId | undefined,
  decide: (
    admin: Admin,
    asked: AskedRequest,
    standing: Standing,
  ) => Promise<Outcome<Decided, DecideRefusal>>,
): Promise<Outcome<Decided, DecideRefusal>> {
  const select = selectRequest(requester.workspace.id, id);
  return await asAdminWith<RequestColumns, Decided, DecideRefusal>(
    deps,
    requester,
    select,
    async (admin, row) => {
      const asked = await toAsked(admin.tx, row);
      if (!asked) return refused('gone');
      const { request } = asked;
      if (request.state !== 'open') return refused({ decided: request });
      const { standing, overtakenBy } = await lookAtRequest(admin.tx, asked);
      return overtakenBy
        ? await close(admin, asked, overtakenBy)
        : await decide(admin, asked, standing);
    },
  );
}

async function toAsked(
  tx: Tx,
  row: RequestColumns | Nulls<RequestColumns>,
): Promise<AskedRequest | undefined> {
  if (row.id === null) return undefined;
  const request = toRequest(row);
  const [asked] = await withAskers(tx, request.workspaceId, [request]);
  return asked;
}

type Decision =
  | { readonly state: 'approved'; readonly approvedRole: Role }
  | { readonly state: 'denied'; readonly reason: string | undefined };

async function end(
  { tx, actor, record }: Admin,
  asked: AskedRequest,
  ending: Decision,
): Promise<Outcome<Decided, never>> {
  const { email } = asked.request;
  // Nobody else can have ended it: the row is locked.
  await endRequest(tx, asked, { ...ending, decidedBy: actorName(actor) });
  record({ act: `request_${ending.state}`, subject: email, detail: detailOf(ending) });
  return done({ email, role: ending.state === 'approved' ? ending.approvedRole : undefined });
}

function detailOf(ending: Decision): Record<string, string> {
  if (ending.state === 'approved') return { role: roleName(ending.approvedRole) };
  return ending.reason === undefined ? {} : { why: ending.reason };
}

const byNobody = { decidedBy: undefined, approvedRole: undefined };

async function close(
  { tx, record }: Admin,
  asked: AskedRequest,
  reason: ClosedReason,
): Promise<Outcome<Decided, DecideRefusal>> {
  await endRequest(tx, asked, { state: 'closed', reason });
  const detail = { why: closedReasonTexts[reason] };
  record({ act: 'request_closed', subject: asked.request.email, detail });
  return refused({ decided: { state: 'closed', reason, ...byNobody } });
}

/** An open request, for an admin who is about to decide. */
export async function requestToDecide(
  deps: { readonly database: Database },
  requester: AdminRequester,
  id: RequestId | undefined,
): Promise<Outcome<AskedRequest, DecideRefusal>> {
  return await asAdminReader<AskedRequest, DecideRefusal>(
    deps,
    requester,
    async ({ tx, workspace }) => {
      const found = id && (await findRequest(tx, workspace.id, id));
      if (!found) return refused('gone');
      return found.request.state === 'open' ? done(found) : refused({ decided: found.request });
    },
  );
}

/** The open requests, for admins who look through them: those that have waited longest first. */
export async function requestsToReview(
  deps: { readonly database: Database },
  requester: AdminRequester,
  limit: number,
): Promise<Outcome<AskedRequest[], 'not_an_admin'>> {
  return await asAdminReader(deps, requester, async (reader) =>
    done(await listOpenRequests(reader, limit)),
  );
}
