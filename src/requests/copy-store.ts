import type { Tx } from '../platform/database/database.ts';
import type { RequestId, WorkspaceId } from '../shared/ids.ts';

/** A message in which somebody was told of a request. */
export interface RequestCopy {
  readonly channel: string;
  readonly messageTs: string;
}

/** Remembers where a message about a request stands. */
export async function saveCopy(
  tx: Tx,
  workspaceId: WorkspaceId,
  requestId: RequestId,
  { recipient, channel, messageTs }: RequestCopy & { readonly recipient: string },
): Promise<void> {
  const data = { requestId, workspaceId, recipient, channel, messageTs };
  await tx.db.requestCopy.createMany({ data, skipDuplicates: true });
}

/** To whom messages about the request went, each once. */
export async function listRecipients(
  tx: Tx,
  workspaceId: WorkspaceId,
  requestId: RequestId,
): Promise<string[]> {
  const rows = await tx.db.requestCopy.findMany({
    where: { workspaceId, requestId },
    distinct: ['recipient'],
    select: { recipient: true },
  });
  return rows.map(({ recipient }) => recipient);
}

/** The messages about the request that went to this recipient. */
export async function findCopies(
  tx: Tx,
  workspaceId: WorkspaceId,
  requestId: RequestId,
  recipient: string,
): Promise<RequestCopy[]> {
  return await tx.db.requestCopy.findMany({
    where: { workspaceId, requestId, recipient },
    select: { channel: true, messageTs: true },
  });
}
