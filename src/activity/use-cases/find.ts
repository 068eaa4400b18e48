import { findPeople } from '../../invitations/api.ts';
import type { FoundPeople } from '../../invitations/person-rules.ts';
import { asAdminReader } from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { done } from '../../shared/outcome.ts';
import { cleanPasted } from '../../shared/pasted-text.ts';
import { meantTexts, soughtWords } from '../../shared/search-text.ts';
import { smallLetters } from '../../shared/small-letters.ts';
import type { SlackActor } from '../rules.ts';
import { listSlackActors } from '../store.ts';

const maxSlackActors = 200;

/**
 * Whose activity can be looked at, of those whose name or address contains the text: members, invitees, and who did things
 * in Slack without an account. Undefined for others than admins.
 */
export async function findActivePeople(
  deps: { readonly database: Database },
  requester: AdminRequester,
  text: string,
): Promise<(FoundPeople & { readonly slackActors: readonly SlackActor[] }) | undefined> {
  const people = await findPeople(deps, requester, text);
  const listed = await asAdminReader(deps, requester, async (reader) =>
    done(await listSlackActors(reader, maxSlackActors)),
  );
  if (!people || !listed.ok) return undefined;
  const meant = meantTexts(text).map(soughtWords);
  const slackActors = listed.value.filter(({ name }) => {
    const searched = smallLetters(cleanPasted(name));
    return meant.some((words) => words.every((word) => searched.includes(word)));
  });
  return { ...people, slackActors };
}
