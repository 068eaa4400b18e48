import { type Erased, formerMemberName } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';

/** On requests of somebody who has left they aren't named any more, nor why they asked. */
export async function eraseAskerOf(tx: Tx, { workspaceId, id: memberId }: Erased): Promise<void> {
  await tx.db.requestAsker.updateMany({
    where: { workspaceId, memberId },
    data: { name: formerMemberName, why: null },
  });
}
