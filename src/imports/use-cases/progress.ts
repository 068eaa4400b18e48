import type { InvitationDeps } from '../../invitations/api.ts';
import { type AdminReader, asAdminReader } from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import type { Tx } from '../../platform/database/database.ts';
import type { ImportId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findProgress } from '../progress-store.ts';
import type { Import, ImportRefusal, ImportRow, ImportView, ShownIn } from '../rules.ts';
import { findImport, findRows } from '../store.ts';
import { addView, findViews, forgetView } from '../views-store.ts';

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

/**
 * Remembers that it is shown in a dialog how far the import is. Gives those that aren't kept up to date any more, as too
 * many are open.
 */
export async function showIn(
  { database }: Pick<InvitationDeps, 'database'>,
  found: Pick<Import, 'id' | 'workspaceId'>,
  dialog: ShownIn,
): Promise<string[]> {
  return await database.transaction((tx) => addView(tx, found, dialog));
}

/** The dialogs in which it is shown how far the import is. */
export async function shownIn(
  { database }: Pick<InvitationDeps, 'database'>,
  found: Pick<Import, 'id' | 'workspaceId'>,
): Promise<ShownIn[]> {
  return await database.run((tx) => findViews(tx, found));
}

/** Shows it no more in a dialog that was closed, or that shows something else by now. */
export async function showNoMoreIn(
  { database }: Pick<InvitationDeps, 'database'>,
  found: Pick<Import, 'id' | 'workspaceId'>,
  viewId: string,
): Promise<void> {
  await database.run((tx) => forgetView(tx, found, viewId));
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
