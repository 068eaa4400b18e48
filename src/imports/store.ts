import { randomUUID } from 'node:crypto';
import { parseDays } from '../invitations/validity-rules.ts';
import type { Tx } from '../platform/database/database.ts';
import {
  type Import as ImportColumns,
  Prisma,
  type ImportRow as RowColumns,
} from '../platform/database/prisma-client/client.ts';
import type { ImportId, InvitationId, ToolId, WorkspaceId } from '../shared/ids.ts';
import {
  type Import,
  type ImportReason,
  type ImportRow,
  type ImportTask,
  importEndedDmNotice,
  type NewRow,
  type RowRefusal,
  type RowState,
} from './rules.ts';

/** Writes a draft. */
export async function saveDraft(
  tx: Tx,
  draft: Pick<Import, 'workspaceId' | 'slackUserId' | 'role' | 'message' | 'validDays' | 'toolIds'>,
  rows: readonly NewRow[],
): Promise<ImportId> {
  const id = randomUUID() as ImportId;
  await tx.db.import.create({
    data: {
      ...draft,
      id,
      createdAt: tx.now,
      message: draft.message ?? null,
      validDays: draft.validDays ?? null,
      toolIds: [...draft.toolIds],
    },
  });
  await addRows(tx, id, 0, rows);
  return id;
}

/** Writes more rows of a draft, behind so many others. */
export async function addRows(
  tx: Tx,
  id: ImportId,
  behind: number,
  rows: readonly NewRow[],
): Promise<void> {
  const stateOf = ({ to, reason }: NewRow): RowState => {
    if (reason) return 'refused';
    return to ? 'waiting' : 'wrong';
  };
  await tx.execute(Prisma.sql`
    INSERT INTO import_rows
      (import_id, position, line, file, typed, email, address, suggested_name, role, state, reason)
    SELECT ${id}::uuid, new.* FROM unnest(
      ${rows.map((_, index) => behind + index)}::int[], ${rows.map(({ line }) => line)}::int[],
      ${rows.map(({ file }) => file ?? null)}::text[],
      ${rows.map(({ typed }) => typed ?? null)}::text[], ${rows.map(({ to }) => to?.email ?? null)}::text[],
      ${rows.map(({ to }) => to?.address ?? null)}::text[],
      ${rows.map(({ suggestedName }) => suggestedName ?? null)}::text[],
      ${rows.map(({ role }) => role ?? null)}::role[], ${rows.map(stateOf)}::import_row_state[],
      ${rows.map(({ reason }) => reason ?? null)}::text[]) AS new`);
}

/** The import, locked until the work is over. */
export async function lockImport(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ImportId,
): Promise<Import | undefined> {
  const [row] = await tx.query<ImportColumns>(Prisma.sql`
    SELECT ${importColumns} FROM imports i
    WHERE i.id = ${id}::uuid AND i.workspace_id = ${workspaceId}::uuid FOR UPDATE`);
  return row && toImport(row);
}

/** The import, as it is now. */
export async function findImport(
  tx: Tx,
  workspaceId: WorkspaceId,
  id: ImportId,
): Promise<Import | undefined> {
  const row = await tx.db.import.findFirst({ where: { id, workspaceId } });
  return row ? toImport(row) : undefined;
}

/** So many are told of in one message. */
const maxTold = 10;

/** Somebody's imports that had ended at a moment, and of which no message has told them yet; oldest first. */
export async function findUntold(
  tx: Tx,
  workspaceId: WorkspaceId,
  slackUserId: string,
  at: Date,
): Promise<Import[]> {
  const rows = await tx.query<ImportColumns>(Prisma.sql`
    SELECT ${importColumns} FROM imports i
    WHERE i.workspace_id = ${workspaceId}::uuid AND i.slack_user_id = ${slackUserId}
      AND i.ended_at <= ${at}::timestamptz AND NOT EXISTS (
        SELECT FROM deliveries d
        WHERE d.workspace_id = i.workspace_id AND d.recipient = i.slack_user_id
          AND d.notice = ${importEndedDmNotice} AND d.state = 'sent' AND d.created_at >= i.ended_at)
    ORDER BY i.ended_at DESC LIMIT ${maxTold}`);
  return rows.map(toImport).reverse();
}

/** Rows of an import in their order: all, or those in these states, so many at most. */
export async function findRows(
  tx: Tx,
  id: ImportId,
  { states, max }: { states?: readonly RowState[]; max?: number } = {},
): Promise<ImportRow[]> {
  const rows = await tx.db.importRow.findMany({
    where: { importId: id, ...(states && { state: { in: [...states] } }) },
    orderBy: { position: 'asc' },
    ...(max !== undefined && { take: max }),
  });
  return rows.map(toRow);
}

/** Writes what an import is from now on. */
export async function saveImport(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
  changed: Partial<
    Pick<Import, 'state' | 'sentAt' | 'endedAt' | 'dueAt' | 'remindedAt' | 'reason'>
  >,
): Promise<void> {
  // What is named and undefined is taken away.
  const data = Object.fromEntries(
    Object.entries(changed).map(([column, value]) => [column, value ?? null]),
  );
  await tx.db.import.updateMany({ where: { id, workspaceId }, data });
}

/** Writes what is done with an import from now on, when it goes on; undefined when nothing is any more. */
export async function saveTask(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
  task: ImportTask | undefined,
  dueAt: Date | undefined,
): Promise<void> {
  await tx.db.import.updateMany({
    where: { id, workspaceId },
    data: {
      task: task?.act ?? null,
      taskBy: task?.by ?? null,
      taskFrom: task?.from ?? 0,
      taskDone: task?.done ?? 0,
      taskLeft: task?.left ?? 0,
      dueAt: dueAt ?? null,
    },
  });
}

/** What became of a row. */
export interface RowResult {
  readonly position: number;
  readonly state: RowState;
  readonly reason: RowRefusal | undefined;
  readonly invitationId: InvitationId | undefined;
}

/** Writes what became of rows, when the work is over. */
export function saveResults(tx: Tx, id: ImportId, results: readonly RowResult[]): void {
  tx.defer(Prisma.sql`
    UPDATE import_rows r SET state = new.state, reason = new.reason, invitation_id = new.invitation_id
    FROM unnest(${results.map(({ position }) => position)}::int[],
      ${results.map(({ state }) => state)}::import_row_state[],
      ${results.map(({ reason }) => reason ?? null)}::text[],
      ${results.map(({ invitationId }) => invitationId ?? null)}::uuid[]
    ) AS new (position, state, reason, invitation_id)
    WHERE r.import_id = ${id}::uuid AND r.position = new.position`);
}

/** Writes another address, or what stands there now, in place of a row's. */
export async function saveMended(
  tx: Tx,
  id: ImportId,
  position: number,
  { typed, to, suggestedName, role }: Omit<NewRow, 'line'>,
): Promise<void> {
  await tx.db.importRow.update({
    where: { importId_position: { importId: id, position } },
    data: {
      typed: typed ?? null,
      email: to?.email ?? null,
      address: to?.address ?? null,
      ...(suggestedName !== undefined && { suggestedName }),
      ...(role && { role }),
      state: to ? 'waiting' : 'wrong',
    },
  });
}

/** Takes rows out of a draft. */
export async function deleteRows(
  tx: Tx,
  id: ImportId,
  positions: readonly number[],
): Promise<void> {
  await tx.db.importRow.deleteMany({ where: { importId: id, position: { in: [...positions] } } });
}

/** Deletes a draft. */
export async function deleteDraft(
  tx: Tx,
  { id, workspaceId }: Pick<Import, 'id' | 'workspaceId'>,
): Promise<void> {
  await tx.db.import.deleteMany({ where: { id, workspaceId, state: 'draft' } });
}

/** Rows that aren't sent any more. Gives how many. */
export async function stopRows(tx: Tx, id: ImportId): Promise<number> {
  const { count } = await tx.db.importRow.updateMany({
    where: { importId: id, state: 'waiting' },
    data: { state: 'stopped' },
  });
  return count;
}

/** The columns of an import `i`, as {@link toImport} reads them. */
export const importColumns = Prisma.sql`
  i.id, i.workspace_id AS "workspaceId", i.slack_user_id AS "slackUserId", i.role::text AS role, i.message,
  i.valid_days AS "validDays", i.tool_ids AS "toolIds",
  i.state::text AS state, i.created_at AS "createdAt", i.sent_at AS "sentAt", i.ended_at AS "endedAt",
  i.due_at AS "dueAt", i.reminded_at AS "remindedAt", i.reason,
  i.task, i.task_by AS "taskBy", i.task_from AS "taskFrom", i.task_done AS "taskDone", i.task_left AS "taskLeft"`;

/** An import as it stands in the database. */
export function toImport(row: ImportColumns): Import {
  return {
    id: row.id as ImportId,
    workspaceId: row.workspaceId as WorkspaceId,
    slackUserId: row.slackUserId,
    role: row.role,
    message: row.message ?? undefined,
    validDays: parseDays(row.validDays),
    toolIds: row.toolIds as ToolId[],
    state: row.state,
    createdAt: row.createdAt,
    sentAt: row.sentAt ?? undefined,
    endedAt: row.endedAt ?? undefined,
    dueAt: row.dueAt ?? undefined,
    remindedAt: row.remindedAt ?? undefined,
    reason: (row.reason ?? undefined) as ImportReason | undefined,
    task:
      row.task === null || row.taskBy === null
        ? undefined
        : {
            act: row.task as ImportTask['act'],
            by: row.taskBy,
            from: row.taskFrom,
            done: row.taskDone,
            left: row.taskLeft,
          },
  };
}

function toRow(row: RowColumns): ImportRow {
  const { email, address } = row;
  return {
    position: row.position,
    line: row.line,
    file: row.file ?? undefined,
    typed: row.typed ?? undefined,
    to: email === null || address === null ? undefined : { email, address },
    suggestedName: row.suggestedName ?? undefined,
    role: row.role ?? undefined,
    state: row.state,
    reason: (row.reason ?? undefined) as RowRefusal | undefined,
    invitationId: (row.invitationId ?? undefined) as InvitationId | undefined,
  };
}
