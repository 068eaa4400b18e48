import {
  type AdminReader,
  asAdminReader,
  findListedMember,
  findMembersBy,
} from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { listAuditEntriesAbout } from '../../settings/api.ts';
import type { ListPage, ListPlace } from '../../shared/listing.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findGivableTools } from '../../tools/api.ts';
import { findBroughtPage, findWhoLetIn } from '../brought-store.ts';
import { findInvitationsBy, findListedInvitation } from '../list-store.ts';
import type { BroughtIn, FoundPeople, PersonCard, PersonRef } from '../person-rules.ts';
import { findDeliveriesOf, findOpenTo } from '../person-store.ts';
import { findPromisedTools } from '../promised-store.ts';
import { invitationStatus, type ListedInvitation } from '../rules.ts';

const [deliveriesShown, actsShown, peopleOffered] = [4, 10, 50];

/** What there is of a person, for an admin's eyes. */
export async function findPerson(
  { database }: { readonly database: Database },
  requester: AdminRequester,
  ref: PersonRef | undefined,
): Promise<Outcome<PersonCard, 'not_an_admin' | 'gone'>> {
  return await asAdminReader({ database }, requester, async (reader) => {
    const { member, invitation } = await findParts(reader, ref);
    if (!ref || (!member && !invitation)) return refused('gone');
    const emails = [member?.email, invitation?.email].filter((email) => email !== undefined);
    const name = member?.displayName ?? invitation?.joinedAs;
    const [deliveries, history] = [
      invitation ? await findDeliveriesOf(reader, invitation.id, deliveriesShown) : [],
      await listAuditEntriesAbout(reader, { emails: [...new Set(emails)], name }, actsShown),
    ];
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
    return {
      member,
      invitation: invitationId && (await findListedInvitation(reader, invitationId)),
    };
  }
  const named = ref && (await findListedInvitation(reader, ref.id));
  // Whoever was invited again is shown as they stand now.
  const open = named?.revokedAt && (await findOpenTo(reader, named.address));
  const invitation = open ? await findListedInvitation(reader, open) : named;
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

/** Members and invited people whose name or address contains the text, each once; undefined for others than admins. */
export async function findPeople(
  { database }: { readonly database: Database },
  requester: AdminRequester,
  text: string,
): Promise<FoundPeople | undefined> {
  const found = await asAdminReader({ database }, requester, async (reader) => {
    const members = await findMembersBy(reader, text, peopleOffered);
    const invited = await findInvitationsBy(reader, { filter: 'all', text }, peopleOffered);
    const joined = new Set(members.map(({ invitationId }) => invitationId));
    const newest = new Map(invited.toReversed().map((each) => [each.address, each]));
    const invitations = invited.filter(
      (each) => newest.get(each.address) === each && !joined.has(each.id),
    );
    return done({ members, invitations, now: reader.tx.now });
  });
  return found.ok ? found.value : undefined;
}
