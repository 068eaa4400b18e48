import type { Database, Statement, Tx } from '../platform/database/database.ts';
import { type Outcome, refused } from '../shared/outcome.ts';
import { findWorkspace, inWorkspace, saveAuditEntries } from '../workspaces/api.ts';
import type { NewAuditEntry } from '../workspaces/audit-rules.ts';
import type { Workspace } from '../workspaces/rules.ts';
import { findAsker } from './asker-store.ts';
import {
  type Actor,
  type AdminRequester,
  actorName,
  auditPeopleOf,
  type Changed,
  type IdentifiedRequester,
  isAdmin,
  isPlainMember,
  type Member,
  type Requester,
  strangerWith,
} from './rules.ts';
import {
  type AccountsRow,
  findActiveAdmin,
  type Nulls,
  readAccounts,
  saveSlackUser,
  selectAccounts,
} from './store.ts';

declare const admitted: unique symbol;
declare const asking: unique symbol;

/**
 * Somebody who may see what admins see. Only {@link asAdminReader} and {@link asAdmin} make one, so whatever takes it
 * can't be reached by anybody else.
 */
export interface AdminReader {
  readonly [admitted]: true;
  readonly tx: Tx;
  readonly workspace: Workspace;
  readonly actor: Actor;
}

/**
 * Somebody who acts as an admin, inside one transaction that holds their workspace: nobody can take their rights away,
 * and no other decision about the workspace be made, until it is over. Only {@link asAdmin} makes one.
 */
export interface Admin extends AdminReader {
  /** Puts what they did into the record, under their name. Once it is committed, open Home tabs are brought up to date. */
  record(...entries: Omit<NewAuditEntry, 'actor' | 'by'>[]): void;
}

/**
 * A member who asks for something of their own accord, inside one transaction that holds their workspace. Only
 * {@link asMemberWith} makes one.
 */
export interface AskingMember extends Omit<Admin, typeof admitted> {
  readonly [asking]: true;
  readonly member: Member;
}

/** What letting admins do something works with. */
export interface AdminDeps {
  readonly database: Database;
  readonly changed: Changed;
}

/** Who acts, by the accounts that were found of them; notes which Slack user a member is. */
export async function toActor(
  tx: Tx,
  { workspace, person, accounts: { member, standing } }: IdentifiedRequester,
): Promise<Actor> {
  if (!person.isFullMember) return { person, member: undefined, isAdmin: false };
  if (member && member.slackUserId === undefined) {
    await saveSlackUser(tx, workspace.id, member.id, person.userId);
  }
  return { person, member, isAdmin: isAdmin(person, workspace, standing) };
}

/**
 * Does something for an admin of the workspace, all of it or (when it throws) nothing; everybody else is refused.
 * The workspace is held: two admins who demote each other come one after the other. Throws what `act` throws, and
 * BusyError when others hold the workspace for too long.
 */
export async function asAdmin<T, Refusal = never>(
  deps: AdminDeps,
  requester: AdminRequester,
  act: (admin: Admin) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | 'not_an_admin'>> {
  return await asAdminWith<object, T, Refusal>(deps, requester, undefined, act);
}

/**
 * As {@link asAdmin}; the one row of a SELECT, read while the workspace is held and in the same statement as who acts,
 * comes along. Where there is no such row its columns are null.
 */
export async function asAdminWith<Row extends object, T, Refusal = never>(
  deps: AdminDeps,
  requester: AdminRequester,
  select: Statement | undefined,
  act: (admin: Admin, row: Row | Nulls<Row>) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | 'not_an_admin'>> {
  return await holding<Row, T, Refusal | 'not_an_admin'>(
    deps,
    requester,
    select,
    async (held, row) =>
      held.actor.isAdmin ? await act(held as Admin, row) : refused('not_an_admin'),
  );
}

/**
 * The same for a member who may not do it as an admin: somebody with an account here and the role Member, who is a full
 * member of the Slack team; everybody else is refused.
 */
export async function asMemberWith<Row extends object, T, Refusal = never>(
  deps: AdminDeps,
  requester: Requester,
  select: Statement | undefined,
  act: (member: AskingMember, row: Row | Nulls<Row>) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | 'not_a_member'>> {
  return await holding<Row, T, Refusal | 'not_a_member'>(
    deps,
    requester,
    select,
    async (held, row) => {
      const { actor, workspace } = held;
      return isPlainMember(actor, workspace)
        ? await act({ ...held, member: actor.member } as AskingMember, row)
        : refused('not_a_member');
    },
  );
}

/** Whoever acts, in a transaction that holds their workspace, whatever they may do. */
type Holding = Pick<Admin, 'tx' | 'workspace' | 'actor' | 'record'>;

async function holding<Row extends object, T, Refusal>(
  { database, changed }: AdminDeps,
  { workspace: { id }, person }: Requester,
  select: Statement | undefined,
  act: (held: Holding, row: Row | Nulls<Row>) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal>> {
  let isRecorded = false;
  const outcome = await inWorkspace<Outcome<T, Refusal>, AccountsRow & (Row | Nulls<Row>)>(
    database,
    id,
    async (tx, workspace, [row]) => {
      if (!row) throw new Error('a statement without a row');
      const accounts = readAccounts(row.accounts, id, person.userId);
      const actor = await toActor(tx, { workspace, person, accounts });
      const record: Admin['record'] = (...entries) => {
        const who = { actor: actorName(actor), by: auditPeopleOf(actor) };
        saveAuditEntries(
          tx,
          id,
          entries.map((entry) => ({ ...entry, ...who })),
        );
        isRecorded = true;
      };
      return await act({ tx, workspace, actor, record }, row);
    },
    selectAccounts(id, person, select),
  );
  if (isRecorded) changed(id, person.userId);
  return outcome;
}

/**
 * Who somebody is in the workspace as it is now, and (of an admin only) the right to see what admins see, for what
 * shows something to everybody. Holds nothing.
 */
export async function admit(
  tx: Tx,
  { workspace: { id }, person }: Requester,
): Promise<{ workspace: Workspace; actor: Actor; reader: AdminReader | undefined }> {
  const { workspace, accounts } = await findAsker(tx, id, person);
  const actor = await toActor(tx, { workspace, person, accounts });
  const reader = actor.isAdmin ? ({ tx, workspace, actor } as AdminReader) : undefined;
  return { workspace, actor, reader };
}

/**
 * A member who is signed in to the pages, with the right to see what admins see: by their role as it is now, and unless
 * they were deactivated in Slack. Undefined for everybody else.
 */
export async function admitSignedIn(
  tx: Tx,
  { workspaceId, id }: Pick<Member, 'workspaceId' | 'id'>,
): Promise<AdminReader | undefined> {
  const member = await findActiveAdmin(tx, workspaceId, id);
  if (!member) return undefined;
  const person = strangerWith(member.slackUserId ?? '');
  const workspace = await findWorkspace(tx, workspaceId);
  return { tx, workspace, actor: { person, member, isAdmin: true } } as AdminReader;
}

/** Finds something out for an admin of the workspace as it is now; everybody else is refused. Holds nothing. */
export async function asAdminReader<T, Refusal = never>(
  { database }: { readonly database: Database },
  requester: AdminRequester,
  look: (reader: AdminReader) => Promise<Outcome<T, Refusal>>,
): Promise<Outcome<T, Refusal | 'not_an_admin'>> {
  return await database.run(async (tx): Promise<Outcome<T, Refusal | 'not_an_admin'>> => {
    const { reader } = await admit(tx, requester);
    return reader ? await look(reader) : refused('not_an_admin');
  });
}
