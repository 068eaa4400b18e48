import {
  type InvitationDeps,
  invitePreapproved,
  type StandingRow,
  selectAddressStanding,
  toAddressStanding,
} from '../../invitations/api.ts';
import type { AddressStanding } from '../../invitations/rules.ts';
import { type AskingMember, asMemberWith } from '../../members/api.ts';
import { actorName, type Requester } from '../../members/rules.ts';
import { countAct } from '../../platform/database/rate-limit.ts';
import { once } from '../../platform/database/seen-requests.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import type { RequestId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { EmailAddress } from '../../shared/plain-address.ts';
import { quotedLines } from '../../shared/quotation.ts';
import { type AskKind, type AskRefusal, askRefusal, asksByMember, maxOpen } from '../rules.ts';
import { announceRequest, findAsked, saveAsker, saveRequest } from '../store.ts';
import { enqueueEdits } from './end.ts';

/** What came of asking, for whom. */
export interface Asked {
  readonly kind: AskKind;
  readonly email: string;
}

/** Whom somebody asks for, and why. */
interface Asking {
  readonly to: EmailAddress;
  readonly why: string | undefined;
  readonly standing: AddressStanding & { readonly hasDeclined: boolean };
}

/**
 * A member asks that an address be invited: admins are told, or it is invited at once where the team's settings say so.
 * Whoever asks for what is asked for already joins that request. `requestKey` names the dialog; the same twice asks once.
 */
export async function askForInvitation(
  deps: InvitationDeps,
  requester: Requester,
  asked: { typedEmail: string; why: string; requestKey: string },
): Promise<Outcome<Asked, AskRefusal>> {
  const to = parseEmailAddress(asked.typedEmail);
  if (!to.ok) return to;
  const { email, address } = to.value;
  const { id } = requester.workspace;
  const key = `${asked.requestKey} request ${address}`;
  const why = quotedLines(asked.why).join('\n') || undefined;
  return await asMemberWith<StandingRow, Asked, AskRefusal>(
    deps,
    requester,
    selectAddressStanding(id, address, key),
    async (member, row) => {
      const { seen, ...standing } = toAddressStanding(row);
      return await once<Asked, AskRefusal>(member.tx, id, { key, seen }, async () => {
        const kind = await ask(member, deps, { to: to.value, why, standing });
        return kind.ok ? done({ kind: kind.value, email }) : kind;
      });
    },
  );
}

async function ask(
  member: AskingMember,
  deps: InvitationDeps,
  { to, why, standing }: Asking,
): Promise<Outcome<AskKind, AskRefusal>> {
  const { tx, workspace } = member;
  const { address } = to;
  const refusal = askRefusal(address, standing, workspace.settings, tx.now);
  if (refusal) return refused(refusal);
  const asked = await findAsked(tx, workspace.id, { address, memberId: member.member.id });
  if (!asked.isOwn) {
    if (asked.openOfMember >= maxOpen) return refused('too_many_open');
    const subject = `${workspace.id}\n${member.member.id}`;
    const tooOftenMs = await countAct(tx, asksByMember, subject);
    if (tooOftenMs > 0) return refused({ tooOftenMs });
  }
  // Where no seat is free, or a limit of the day is reached, an admin decides after all. Who was asked for before the domain was
  // in the settings is invited, too, which closes that request.
  const invited = await invitePreapproved(member, deps, { to, standing });
  if (invited?.ok) return done('invited');
  if (asked.isOwn) return done('asked_before');
  const id = asked.id ?? (await saveRequest(tx, workspace.id, to));
  await addAsker(member, id, why);
  member.record({ act: 'request_made', subject: to.email, detail: {} });
  if (asked.id) {
    await enqueueEdits(tx, workspace.id, asked.id);
    return done('joined');
  }
  announceRequest(tx);
  return done('asked');
}

async function addAsker(
  { tx, workspace, actor, member }: AskingMember,
  id: RequestId,
  why: string | undefined,
): Promise<void> {
  await saveAsker(tx, workspace.id, id, {
    memberId: member.id,
    slackUserId: actor.person.userId,
    name: actorName(actor),
    why,
  });
}
