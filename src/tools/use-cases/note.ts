import type { Database } from '../../platform/database/database.ts';
import type { MemberId, ToolId } from '../../shared/ids.ts';
import { holdAccess, noteSignIn } from '../sign-in-store.ts';
import { findToolAccount } from '../store.ts';
import { signOutOf } from './end.ts';

/**
 * Notes that a tool got tokens for a member. If they lost the tool in this very moment, the tokens are worth nothing; the
 * tool, which takes them for signed in, is told at once.
 */
export async function noteUse(
  { database, isByOauth }: { readonly database: Database; readonly isByOauth: boolean },
  use: { readonly toolId: ToolId; readonly memberId: MemberId; readonly sid: string },
): Promise<void> {
  await database.transaction(async (tx) => {
    await holdAccess(tx, use);
    const account = await findToolAccount(tx, use, { isByOauth });
    await noteSignIn(tx, use);
    const { toolId, memberId, sid } = use;
    if (!account) await signOutOf(tx, { memberId, toolIds: [toolId], sid });
  });
}
