import type { Fate } from '../invitations/many-rules.ts';
import type {
  DayLimitReached,
  InviteRefusal,
  NoAddress,
  SendKind,
  TooManyInvites,
} from '../invitations/rules.ts';
import type { OfferedDays } from '../invitations/validity-rules.ts';
import { parseRole, type Role } from '../members/rules.ts';
import type { ListedRow } from '../shared/address-line.ts';
import type { ImportId, InvitationId, ToolId, WorkspaceId } from '../shared/ids.ts';
import { likelyAddress } from '../shared/likely-domain.ts';
import type { EmailAddress } from '../shared/plain-address.ts';

/** Many addresses that an admin brings in at once: a draft to look at, of which nothing is sent until they say so. */
export interface Import {
  readonly id: ImportId;
  readonly workspaceId: WorkspaceId;
  readonly slackUserId: string;
  /** For rows that have none of their own. */
  readonly role: Role;
  readonly message: string | undefined;
  /** For how many days their links work, where the inviter chose that. */
  readonly validDays: OfferedDays | undefined;
  /** The tools for chosen members that all of them get. */
  readonly toolIds: readonly ToolId[];
  readonly state: 'draft' | 'sending' | 'stopped' | 'done';
  readonly createdAt: Date;
  readonly sentAt: Date | undefined;
  readonly endedAt: Date | undefined;
  /** When the next rows are sent. */
  readonly dueAt: Date | undefined;
  /** When those who hadn't joined were last reminded. */
  readonly remindedAt: Date | undefined;
  /** Why it goes on later, or was stopped. */
  readonly reason: ImportReason | undefined;
  /** What is being done with it since it was sent. */
  readonly task: ImportTask | undefined;
}

/** What is done with an import that was sent: some rows at a time, as it may be about thousands. */
export interface ImportTask {
  readonly act: 'undo' | 'remind';
  /** The Slack user who asked for it. */
  readonly by: string;
  /** The first position that it hasn't come to. */
  readonly from: number;
  /** How many invitations were revoked or sent again so far, and how many couldn't be. */
  readonly done: number;
  readonly left: number;
}

/** A dialog that shows how far an import is, and who has it open. */
export interface ShownIn {
  /** Slack's id of it. */
  readonly viewId: string;
  readonly slackUserId: string;
}

/** Why an import waits, or was stopped by something else than a press. */
export type ImportReason = DayLimitReached['tooMany'] | 'not_an_admin';

/** Why somebody of an import isn't invited. */
export type RowRefusal =
  | Exclude<
      InviteRefusal,
      TooManyInvites | 'not_an_admin' | 'empty' | 'too_long' | 'not_an_address'
    >
  | 'to_address'
  | NoAddress;

export type RowState =
  /** No address, until it is mended. */
  | 'wrong'
  | 'waiting'
  | 'invited'
  | 'invited_again'
  /** The same went out a moment before. */
  | 'sent_just_now'
  | 'refused'
  /** Not sent, as the import was stopped. */
  | 'stopped';

/** One person of an import. */
export interface ImportRow {
  readonly position: number;
  /** Where it stood in what was pasted or uploaded; 0 of who was chosen in Slack. */
  readonly line: number;
  /** The name of the file that it stood in. */
  readonly file: string | undefined;
  /** What stood there, of what is no address. */
  readonly typed: string | undefined;
  readonly to: EmailAddress | undefined;
  readonly suggestedName: string | undefined;
  readonly role: Role | undefined;
  readonly state: RowState;
  readonly reason: RowRefusal | undefined;
  readonly invitationId: InvitationId | undefined;
}

/** A row as it is written for the first time. */
export type NewRow = Pick<ImportRow, 'line' | 'typed' | 'to' | 'suggestedName' | 'role'> & {
  readonly file?: string | undefined;
  /** Why it can't be invited, where that is known before. */
  readonly reason?: RowRefusal | undefined;
};

/** A row as an import keeps it. Of a role that there isn't nobody knows what is meant, so it needs a look. */
export function rowOf(row: ListedRow): NewRow {
  const { line } = row;
  const nothing = { suggestedName: undefined, role: undefined };
  if (row.kind === 'wrong') return { line, typed: row.typed, to: undefined, ...nothing };
  const role = parseRole(row.role?.toLowerCase());
  if (row.role !== undefined && role === undefined) {
    return { line, typed: `${row.to.email}, ${row.role}`, to: undefined, ...nothing };
  }
  return { line, typed: undefined, to: row.to, suggestedName: row.name, role };
}

/** A row with an address. */
export type AddressedRow = ImportRow & { readonly to: EmailAddress };

function hasAddress(row: ImportRow): row is AddressedRow {
  return row.to !== undefined;
}

/** How long a draft is kept that nobody sends… */
export const draftKeptMs = 24 * 3_600_000;
/** …and what became of an import that was sent. */
export const endedKeptMs = 90 * 24 * 3_600_000;
/** Whoever began an import is told so often at most that people have joined: the first at once. */
export const tellJoinedEveryMs = 3_600_000;
/** Those who haven't joined are reminded so often at most. */
export const remindPauseMs = 24 * 3_600_000;
/** So many rows are sent in one transaction: nobody else's invitation has to wait for long… */
export const rowsAtOnce = 25;
/** …and so many invitations revoked or sent again. */
export const actsAtOnce = 50;

/** What would happen if the import were sent now. */
export interface Preview {
  readonly import: Import;
  /** What all of them get beside the tools of all members. */
  readonly toolNames: readonly string[];
  readonly toInvite: readonly AddressedRow[];
  /** Of those the ones with an open invitation, which they get again. */
  readonly again: readonly AddressedRow[];
  /** The same went out to them a moment ago, so that nothing does now. */
  readonly justSent: readonly AddressedRow[];
  readonly refused: readonly { readonly row: ImportRow; readonly reason: RowRefusal }[];
  readonly wrong: readonly ImportRow[];
  /** How many wait for a limit of the day, and for how long. */
  readonly later: number;
  readonly tooMany: DayLimitReached | undefined;
  /** How many seats are free; undefined where there may be any number. */
  readonly seatsLeft: number | undefined;
}

/** An address whose domain is nearly another, with what was probably meant. */
export interface Suggestion {
  readonly row: AddressedRow;
  readonly likely: string;
}

/** What was probably meant by addresses that would be invited, by the domains that the team has addresses in. */
export function suggestionsOf(
  { toInvite }: Pick<Preview, 'toInvite'>,
  usedDomains: readonly string[],
): Suggestion[] {
  return toInvite.flatMap((row) => {
    const likely = likelyAddress(row.to, usedDomains);
    return likely === undefined ? [] : [{ row, likely }];
  });
}

/** Sorts the rows by what would happen to each. `fates` are those of the waiting rows, in their order. */
export function previewOf(
  found: Import,
  rows: readonly ImportRow[],
  fates: readonly Fate[],
  seatsLeft: number | undefined,
): Omit<Preview, 'toolNames'> {
  const waiting = rows.filter(isWaiting);
  const fated = waiting.map((row, index) => ({ row, fate: fates[index] as Fate }));
  const later = fated.flatMap(({ fate }) => (fate.kind === 'later' ? [fate] : []));
  const toInvite = fated
    .filter(({ fate }) => fate.kind === 'invite' || fate.kind === 'later')
    .map(({ row }) => row);
  const again = fated.flatMap(({ row, fate }) =>
    fate.kind === 'invite' && fate.open ? [row] : [],
  );
  const justSent = fated.filter(({ fate }) => fate.kind === 'sent_just_now').map(({ row }) => row);
  const refusedBefore = rows.flatMap((row) =>
    row.state === 'refused' && row.reason ? [{ row, reason: row.reason }] : [],
  );
  const refusedNow = fated.flatMap(({ row, fate }) =>
    fate.kind === 'refused' ? [{ row, reason: rowRefusal(fate.refusal) }] : [],
  );
  return {
    import: found,
    toInvite,
    again,
    justSent,
    refused: [...refusedBefore, ...refusedNow].toSorted((a, b) => a.row.position - b.row.position),
    wrong: rows.filter(({ state }) => state === 'wrong'),
    later: later.length,
    tooMany: later[0]?.tooMany,
    seatsLeft,
  };
}

export function isWaiting(row: ImportRow): row is AddressedRow {
  return row.state === 'waiting' && hasAddress(row);
}

/** The refusal of a row, of those that single invitations know. */
export function rowRefusal(refusal: InviteRefusal): RowRefusal {
  if (typeof refusal === 'object') return 'to_address';
  switch (refusal) {
    case 'not_an_admin':
    case 'empty':
    case 'too_long':
    case 'not_an_address':
      throw new Error(`a row was refused as ${refusal}`);
    default:
      return refusal;
  }
}

/** What became of a row that was sent. */
export function sentState(sendKind: Exclude<SendKind, 'sent_after_no'>): RowState {
  return (
    {
      sent: 'invited',
      sent_again: 'invited_again',
      role_changed: 'invited_again',
      sent_just_now: 'sent_just_now',
    } as const
  )[sendKind];
}

/** How far an import is. */
export interface Progress {
  readonly import: Import;
  /** How many rows are in each state. */
  readonly counts: Readonly<Record<RowState, number>>;
  /** How many of those invited have joined, and of how many the email failed for good. */
  readonly joined: number;
  readonly failed: number;
  /** How many of the invitations were taken back. */
  readonly revoked: number;
  /** How many of the invitations are open, and how many of those the import itself has made. */
  readonly open: number;
  readonly ownOpen: number;
}

/** The same, with whoever wasn't invited. */
export interface ImportView extends Progress {
  /** Those that were refused, stopped or never had an address; some of them. */
  readonly notInvited: readonly ImportRow[];
}

/** An import as it stands in Home. */
export interface RecentImport {
  readonly id: ImportId;
  readonly state: Import['state'];
  /** How many it is about, how many of them wait, were invited and have joined. */
  readonly total: number;
  readonly waiting: number;
  readonly invited: number;
  readonly joined: number;
  /** How many of the invitations were taken back. */
  readonly revoked: number;
  /** When it was begun, in milliseconds. */
  readonly at: number;
}

/** Whether somebody who wasn't invited could be; a member needs no invitation. */
export function isRest({ state, reason }: ImportRow): boolean {
  return (
    state === 'wrong' || state === 'stopped' || (state === 'refused' && reason !== 'already_member')
  );
}

/** How many it was about, without the rows that never had an address. */
export function totalOf({ counts }: Pick<Progress, 'counts'>): number {
  return Object.entries(counts).reduce(
    (sum, [state, count]) => (state === 'wrong' ? sum : sum + count),
    0,
  );
}

/** A DM to whoever started an import: what became of it. */
export const importEndedDmNotice = 'imports.ended_dm';

/** Why an import can't be acted on. */
export type ImportRefusal =
  | 'not_an_admin'
  /** No such import here, or it was thrown away unsent. */
  | 'gone'
  /** It is being sent, or was. */
  | 'sent_already';
