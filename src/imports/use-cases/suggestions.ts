import type { InvitationDeps } from '../../invitations/api.ts';
import { findUsedDomains } from '../../invitations/api.ts';
import { type Preview, type Suggestion, suggestionsOf } from '../rules.ts';

/** What was probably meant by addresses of a list that its admin looks at. Nothing is changed. */
export async function suggestFor(
  { database }: Pick<InvitationDeps, 'database'>,
  preview: Preview,
): Promise<Suggestion[]> {
  if (preview.toInvite.length === 0) return [];
  const used = await database.run((tx) => findUsedDomains(tx, preview.import.workspaceId));
  return suggestionsOf(preview, used);
}
