import { decideMany, type InvitationDeps } from '../../invitations/api.ts';
import type { InviteDetails } from '../../invitations/rules.ts';
import { type Admin, type AdminReader, asAdmin, asAdminReader } from '../../members/api.ts';
import type { AdminRequester, Role } from '../../members/rules.ts';
import type { ImportId } from '../../shared/ids.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { namesOfChosen } from '../../tools/api.ts';
import { maxListRows } from '../list-file-rules.ts';
import {
  type Import,
  type ImportRefusal,
  isWaiting,
  type NewRow,
  type Preview,
  previewOf,
} from '../rules.ts';
import {
  addRows,
  deleteDraft,
  deleteRows,
  findImport,
  findRows,
  lockImport,
  saveDraft,
  saveMended,
} from '../store.ts';

/** Why nothing can be looked at. */
export type DraftRefusal = ImportRefusal | 'nothing_found' | 'too_many_rows';

/** What an admin wants to bring in. */
export interface Wanted {
  readonly rows: readonly NewRow[];
  readonly role: Role;
  readonly details: InviteDetails;
}

/** Keeps a list to be looked at, each address once. Nothing is sent, and nobody else sees anything of it. */
export async function startImport(
  deps: InvitationDeps,
  requester: AdminRequester,
  { rows, role, details }: Wanted,
): Promise<Outcome<ImportId, DraftRefusal>> {
  if (rows.length === 0) return refused('nothing_found');
  const fresh = eachOnce(rows);
  if (fresh.length > maxListRows) return refused('too_many_rows');
  const draft = await asAdmin(deps, requester, async ({ tx, workspace, actor }) => {
    const slackUserId = actor.person.userId;
    return done(
      await saveDraft(tx, { workspaceId: workspace.id, slackUserId, role, ...details }, fresh),
    );
  });
  if (draft.ok) showInHome(deps, requester);
  return draft;
}

/** Without whoever stands in the list, or before it, already. */
function eachOnce(rows: readonly NewRow[], before: Iterable<string> = []): NewRow[] {
  const known = new Set(before);
  return rows.filter(({ to }) => {
    if (!to) return true;
    const isNew = !known.has(to.address);
    known.add(to.address);
    return isNew;
  });
}

/** Puts more rows into a draft; who stands in it already isn't added. */
export async function addToImport(
  deps: InvitationDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
  rows: readonly NewRow[],
): Promise<Outcome<ImportId, DraftRefusal>> {
  if (rows.length === 0) return refused('nothing_found');
  return await withDraft<ImportId, DraftRefusal>(deps, requester, id, async ({ tx }, draft) => {
    const known = await findRows(tx, draft.id);
    const fresh = eachOnce(
      rows,
      known.flatMap(({ to }) => to?.address ?? []),
    );
    if (known.length + fresh.length > maxListRows) return refused('too_many_rows');
    await addRows(tx, draft.id, (known.at(-1)?.position ?? -1) + 1, fresh);
    return done(draft.id);
  });
}

/** What stands in place of a row from now on; undefined to leave it out. */
export interface Mended {
  readonly position: number;
  readonly by: Omit<NewRow, 'line'> | undefined;
}

/** Mends rows of a draft. One whose address another row has already is left out. */
export async function mendRows(
  deps: InvitationDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
  mended: readonly Mended[],
): Promise<Outcome<ImportId, ImportRefusal>> {
  return await withDraft(deps, requester, id, async ({ tx }, draft) => {
    const rows = await findRows(tx, draft.id);
    const before = new Map(rows.map((row) => [row.position, row]));
    const taken = new Set(rows.flatMap(({ to }) => to?.address ?? []));
    const leftOut: number[] = [];
    for (const { position, by } of mended) {
      const row = before.get(position);
      // Whoever pressed twice has it mended already.
      if (!row || (by?.to && by.to.address === row.to?.address)) continue;
      if (!by || (by.to && taken.has(by.to.address))) {
        leftOut.push(position);
        continue;
      }
      if (by.to) taken.add(by.to.address);
      await saveMended(tx, draft.id, position, by);
    }
    if (leftOut.length > 0) await deleteRows(tx, draft.id, leftOut);
    return done(draft.id);
  });
}

/** What would happen if it were sent at this moment: decided by what decides when it is sent. */
export async function previewImport(
  deps: InvitationDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<Outcome<Preview, ImportRefusal>> {
  return await asAdminReader<Preview, ImportRefusal>(deps, requester, async (reader) => {
    const found = id && (await findImport(reader.tx, reader.workspace.id, id));
    if (!found || !isTheirs(found, reader)) return refused('gone');
    if (found.state !== 'draft') return refused('sent_already');
    return done(await preview(reader, deps, found));
  });
}

async function preview(reader: AdminReader, deps: InvitationDeps, found: Import): Promise<Preview> {
  const rows = await findRows(reader.tx, found.id);
  const invitees = rows.filter(isWaiting).map((row) => inviteeOf(found, row));
  const { fates, seats } = await decideMany(reader, deps, invitees);
  const toolNames = await namesOfChosen(reader.tx, reader.workspace.id, found.toolIds);
  const seatsLeft = Number.isFinite(seats) ? seats : undefined;
  return { ...previewOf(found, rows, fates, seatsLeft), toolNames };
}

/** Throws a draft away. */
export async function discardDraft(
  deps: InvitationDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
): Promise<Outcome<undefined, ImportRefusal>> {
  const discarded = await withDraft(deps, requester, id, async ({ tx }, draft) => {
    await deleteDraft(tx, draft);
    return done(undefined);
  });
  if (discarded.ok) showInHome(deps, requester);
  return discarded;
}

/** A draft stands in the Home tab of whoever began it, and in no record. */
function showInHome({ changed }: InvitationDeps, { workspace, person }: AdminRequester): void {
  changed(workspace.id, person.userId);
}

/** Somebody of an import as whoever invites them needs it. */
export function inviteeOf(
  { role }: Pick<Import, 'role'>,
  row: Pick<NewRow, 'role' | 'suggestedName'> & { readonly to: NonNullable<NewRow['to']> },
) {
  return { to: row.to, role: row.role ?? role, suggestedName: row.suggestedName };
}

/** A draft is seen and sent only by whoever began it: other admins know nothing of it. */
function isTheirs({ slackUserId }: Import, { actor }: AdminReader): boolean {
  return slackUserId === actor.person.userId;
}

/** Does something with a draft for the admin who began it. */
export async function withDraft<T, Refusal = never>(
  deps: InvitationDeps,
  requester: AdminRequester,
  id: ImportId | undefined,
  act: (admin: Admin, draft: Import) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | ImportRefusal>> {
  return await asAdmin<T, Refusal | ImportRefusal>(deps, requester, async (admin) => {
    const found = id && (await lockImport(admin.tx, admin.workspace.id, id));
    if (!found || !isTheirs(found, admin)) return refused('gone');
    if (found.state !== 'draft') return refused('sent_already');
    return await act(admin, found);
  });
}
