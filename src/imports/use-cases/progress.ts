import type { InvitationDeps } from '../../invitations/api.ts';
import { type AdminReader, asAdminReader } from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { ImportId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findProgress } from '../progress-store.ts';
import type { Import, ImportRefusal, ImportRow, ImportView } from '../rules.ts';
import { findImport, findRows, forgetView, saveImport } from '../store.ts';

/** So many of them are shown. */
const maxShown = 40;

/** How far an import is that was sent. */
export async function viewImport(
  deps: Pick<InvitationDeps, 'database'>,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<Outcome<ImportView, ImportRefusal>> {
  return await asAdminReader<ImportView, ImportRefusal>(deps, requester, async (reader) => {
    const found = await findSent(reader, id);
    return found ? done(await viewOf(reader.tx, found)) : refused('gone');
  });
}

/** The rows of an import that was sent, in their order. */
export async function rowsOfImport(
  deps: Pick<InvitationDeps, 'database'>,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<Outcome<{ import: Import; rows: ImportRow[] }, ImportRefusal>> {
  type Rows = { import: Import; rows: ImportRow[] };
  return await asAdminReader<Rows, ImportRefusal>(deps, requester, async (reader) => {
    const found = await findSent(reader, id);
    if (!found) return refused('gone');
    return done({ import: found, rows: await findRows(reader.tx, found.id) });
  });
}

/** Remembers in which dialog it is shown how far the import is, from now on. */
export async function showIn(
  { database }: Pick<InvitationDeps, 'database'>,
  found: Pick<Import, 'id' | 'workspaceId'>,
  viewId: string,
): Promise<void> {
  await database.run((tx) => saveImport(tx, found, { viewId }));
}

/** Shows it no more in a dialog that was closed, unless it is shown in another by now. */
export async function showNoMoreIn(
  { database }: Pick<InvitationDeps, 'database'>,
  found: Pick<Import, 'id' | 'workspaceId'>,
  viewId: string,
): Promise<void> {
  await database.run((tx) => forgetView(tx, found, viewId));
}

/** The same as {@link viewImport} for whoever began it, in the dialog that they left open; undefined when none is. */
export async function viewInDialog(
  { database }: Pick<InvitationDeps, 'database'>,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
): Promise<(ImportView & { readonly viewId: string }) | undefined> {
  return await database.run(async (tx) => {
    const found = await findImport(tx, workspaceId, id);
    if (!found?.viewId || found.state === 'draft') return undefined;
    return { ...(await viewOf(tx, found)), viewId: found.viewId };
  });
}

async function viewOf(tx: Tx, found: Import): Promise<ImportView> {
  const [progress] = await findProgress(tx, [found]);
  if (!progress) throw new Error('an import without progress');
  const states = ['refused', 'stopped', 'wrong'] as const;
  const notInvited = await findRows(tx, found.id, { states, max: maxShown });
  return { ...progress, notInvited };
}

async function findSent(
  { tx, workspace }: AdminReader,
  id: ImportId | undefined,
): Promise<Import | undefined> {
  const found = id && (await findImport(tx, workspace.id, id));
  return found?.state === 'draft' ? undefined : found;
}
