import type { Database } from '../../platform/database/database.ts';
import type { AuditEntryId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { Receipt } from '../../workspaces/receipt-rules.ts';
import { asAdminReader } from '../admin.ts';
import { findEntryOf } from '../receipt-store.ts';
import type { AdminRequester } from '../rules.ts';

/** What came of taking somebody's access so far, for an admin's eyes. */
export async function receiptFor(
  deps: { readonly database: Database },
  requester: AdminRequester,
  id: AuditEntryId,
): Promise<Outcome<{ receipt: Receipt; now: Date }, 'not_an_admin' | 'gone'>> {
  return await asAdminReader<{ receipt: Receipt; now: Date }, 'gone'>(
    deps,
    requester,
    async (reader) => {
      const entry = await findEntryOf(reader, id);
      return entry?.receipt
        ? done({ receipt: entry.receipt, now: reader.tx.now })
        : refused('gone');
    },
  );
}
