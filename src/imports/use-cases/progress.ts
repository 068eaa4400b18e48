import type { InvitationDeps } from '../../invitations/api.ts';
import { type AdminReader, asAdminReader } from '../../members/api.ts';
import type { AdminRequester } from '../../members/rules.ts';
import { after } from '../../shared/clock.ts';
import type { ImportId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { findProgress } from '../progress-store.ts';
import type { Import, ImportRefusal, ImportRow, Progress } from '../rules.ts';
import { findImport, findRows, listImports } from '../store.ts';

/** How far an import is, with whoever of it wasn't invited. */
export interface ImportView extends Progress {
  /** Those that were refused, stopped or never had an address; so many at most. */
  readonly notInvited: readonly ImportRow[];
}

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
    const [progress] = found ? await findProgress(reader.tx, [found]) : [];
    if (!found || !progress) return refused('gone');
    const states = ['refused', 'stopped', 'wrong'] as const;
    const notInvited = await findRows(reader.tx, found.id, { states, max: maxShown });
    return done({ ...progress, notInvited });
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

async function findSent(
  { tx, workspace }: AdminReader,
  id: ImportId | undefined,
): Promise<Import | undefined> {
  const found = id && (await findImport(tx, workspace.id, id));
  return found?.state === 'draft' ? undefined : found;
}

/** For so long an import stands in Home. */
const recentMs = 14 * 24 * 3_600_000;
const maxRecent = 3;

/** The imports that admins see in Home, newest first. */
export async function recentImports({ tx, workspace }: AdminReader): Promise<Progress[]> {
  const found = await listImports(tx, workspace.id, after(tx.now, -recentMs), maxRecent);
  return found.length === 0 ? [] : await findProgress(tx, found);
}
