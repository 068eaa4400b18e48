import {
  type AdminReader,
  asAdminReader,
  findListedMember,
  findMembersAt,
  findMembersBy,
} from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { listAuditEntriesAbout } from '../../settings/api.ts';
import type { ListPage, ListPlace } from '../../shared/listing.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { meantTexts } from '../../shared/search-text.ts';
import { findGivableTools } from '../../tools/api.ts';
import type { ListedEntry } from '../../workspaces/audit-rules.ts';
import { findBroughtPage, findWhoLetIn } from '../brought-store.ts';
import { findInvitationsBy, findListedInvitation, findListedInvitations } from '../list-store.ts';
import type { BroughtIn, FoundPeople, PersonCard, PersonRef } from '../person-rules.ts';
import {
  eachOnce,
  formerAddress,
  isAddress,
  isSame,
  latest,
  movedTo,
  sinceMoved,
  usedElsewhere,
} from '../person-rules.ts';
import {
  findDeliveriesOf,
  findInvitationOf,
  findInvitationsOfRemoved,
  findLatestTo,
} from '../person-store.ts';
import { findPromisedTools } from '../promised-store.ts';
import { invitationStatus, type ListedInvitation } from '../rules.ts';

const [deliveriesShown, actsShown, movesFollowed, peopleOffered] = [4, 10, 5, 50];

/** What there is of a person, for an admin's eyes. */
export async function findPerson(
  { database }: { readonly database: Database },
  requester: AdminRequester,
  ref: PersonRef | undefined,
): Promise<Outcome<PersonCard, 'not_an_admin' | 'gone'>> {
  return await asAdminReader({ database }, requester, async (reader) => {
    const { member, invitation } = await findParts(reader, ref);
    if (!ref || (!member && !invitation)) return refused('gone');
    const deliveries = invitation
      ? await findDeliveriesOf(reader, invitation, deliveriesShown)
      : [];
    const history = await findHistory(reader, { member, invitation });
    const { inviters, hasMore, brought } = await findWhoLetIn(
      reader,
      ref,
      invitation?.id ?? member?.invitationId,
    );
    const given = await findGiven(reader, invitation);
    const ledIn = { inviters, hasMoreInviters: hasMore, brought };
    const now = reader.tx.now;
    return done({ ref, member, invitation, ...given, deliveries, history, ...ledIn, now });
  });
}

/**
 * What was done with somebody, newest first: with their addresses, and with those to which the same invitation went before
 * its address was changed.
 */
async function findHistory(
  reader: AdminReader,
  { member, invitation }: Pick<PersonCard, 'member' | 'invitation'>,
): Promise<readonly ListedEntry[]> {
  const emails = [member?.email, invitation?.email].filter((email) => email !== undefined);
  let history = await listAuditEntriesAbout(reader, { emails }, actsShown);
  const since = invitation?.createdAt;
  const known = [...emails];
  for (let moves = 0; since && moves < movesFollowed; moves += 1) {
    const change = formerAddress(history, known, since);
    if (!change) break;
    known.push(change.email);
    const before = { emails: [change.email], since, until: change.until };
    const former = await listAuditEntriesAbout(reader, before, actsShown);
    history = latest([...history, ...sinceMoved(former, change.email)]).slice(0, actsShown);
  }
  return history;
}

/** What somebody who can join gets then, and whether it can be something else. */
async function findGiven(
  reader: AdminReader,
  invitation: ListedInvitation | undefined,
): Promise<Pick<PersonCard, 'tools' | 'hasChoice'>> {
  if (!invitation || invitationStatus(invitation, reader.tx.now) !== 'pending') {
    return { tools: [], hasChoice: false };
  }
  const { choosable } = await findGivableTools(reader);
  return {
    tools: await findPromisedTools(reader, invitation.id),
    hasChoice: choosable.length > 0,
  };
}

async function findParts(
  reader: AdminReader,
  ref: PersonRef | undefined,
): Promise<Pick<PersonCard, 'member' | 'invitation'>> {
  if (ref?.kind === 'member') {
    const member = await findListedMember(reader, { memberId: ref.id });
    const { invitationId } = member ?? {};
    if (member) {
      return {
        member,
        invitation: invitationId && (await findListedInvitation(reader, invitationId)),
      };
    }
  }
  const id = ref?.kind === 'member' ? await findInvitationOf(reader, ref.id) : ref?.id;
  const named = id && (await findListedInvitation(reader, id));
  // Whoever was invited again is shown as they stand now.
  const isOver = named && (named.revokedAt ?? named.removedAt);
  const latest = isOver && (await findLatestTo(reader, named.address));
  const invitation = latest ? await findListedInvitation(reader, latest) : named;
  const member = invitation?.acceptedAt
    ? await findListedMember(reader, { invitationId: invitation.id })
    : undefined;
  return { member, invitation };
}

/** Whom somebody brought in, a page of them; the name is undefined when nobody is there. */
export async function findBroughtIn(
  { database }: { readonly database: Database },
  requester: AdminRequester,
  ref: PersonRef,
  place: ListPlace,
): Promise<Outcome<{ page: ListPage<BroughtIn>; name: string | undefined }, 'not_an_admin'>> {
  return await asAdminReader({ database }, requester, async (reader) =>
    done(await findBroughtPage(reader, ref, place)),
  );
}

/**
 * Members and invited people whose name or address contains the text or, when there are none, what it says without the facts
 * behind a name; each once, as they stand now. Undefined for others than admins.
 */
export async function findPeople(
  { database }: { readonly database: Database },
  requester: AdminRequester,
  text: string,
): Promise<FoundPeople | undefined> {
  const found = await asAdminReader({ database }, requester, async (reader) => {
    const [first, ...others] = meantTexts(text);
    let people = await findMeant(reader, first);
    for (const other of others) {
      if (people.members.length + people.invitations.length > 0) break;
      people = await findMeant(reader, other);
    }
    return done({ ...people, now: reader.tx.now });
  });
  return found.ok ? found.value : undefined;
}

async function findMeant(reader: AdminReader, text: string): Promise<Omit<FoundPeople, 'now'>> {
  const { members, invited } = await findByText(reader, text);
  for (const email of await findMovedTo(reader, text)) {
    const moved = await findByText(reader, email);
    members.push(...moved.members.filter((each) => isSame(each.email, email)));
    invited.push(...moved.invited.filter((each) => isSame(each.email, email)));
  }
  invited.push(...(await findRemovedBy(reader, text)));
  members.push(...(await findMembersAt(reader, usedElsewhere(members, invited))));
  return eachOnce(members, invited);
}

async function findByText(reader: AdminReader, text: string) {
  return {
    members: await findMembersBy(reader, text, peopleOffered),
    invited: await findInvitationsBy(reader, { filter: 'all', text }, peopleOffered),
  };
}

/** The invitations of whoever was removed and had a name with the text, or what leads to them since they came back. */
async function findRemovedBy(reader: AdminReader, text: string): Promise<ListedInvitation[]> {
  // No name has that.
  if (text === '' || text.includes('@')) return [];
  return await findListedInvitations(
    reader,
    await findInvitationsOfRemoved(reader, text, peopleOffered),
  );
}

/**
 * To which addresses an invitation was changed that went to the one that was typed, and from those to others. Only a whole
 * address leads there: it is how the record knows people.
 */
async function findMovedTo(reader: AdminReader, typed: string): Promise<readonly string[]> {
  const known = [typed];
  let last = isAddress(typed) ? known : [];
  for (let moves = 0; last.length > 0 && moves < movesFollowed; moves += 1) {
    const changes = { emails: last, act: 'invited_address_changed' } as const;
    const entries = await listAuditEntriesAbout(reader, changes, actsShown);
    last = movedTo(entries, known);
    known.push(...last);
  }
  return known.slice(1);
}
