import { asAdminReader } from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { done } from '../../shared/outcome.ts';
import type { GivableTools } from '../given-rules.ts';
import { findGivableTools } from '../given-store.ts';

const none: GivableTools = { choosable: [], forAll: [] };

/** What somebody can give with invitations; nothing for others than admins, and where there is nothing to choose. */
export async function givableTools(
  deps: { readonly database: Database },
  requester: AdminRequester,
): Promise<GivableTools> {
  // Mostly so: then whoever waits for a dialog doesn't wait for this.
  if (!requester.hasToolsToGive) return none;
  const found = await asAdminReader(deps, requester, async (reader) =>
    done(await findGivableTools(reader)),
  );
  return found.ok ? found.value : none;
}
