import type { Role } from '../members/rules.ts';
import type { Tx } from '../platform/database/database.ts';
import { Prisma, type Tool as ToolRow } from '../platform/database/prisma-client/client.ts';
import type { MemberId, ToolId } from '../shared/ids.ts';
import { opensAnything } from '../sign-in/held-up-rules.ts';
import { hasApp, mayUse } from './access-store.ts';
import type { FoundEntry } from './entry-store.ts';
import type { ToolAccount, ToolClient } from './rules.ts';
import { toTool } from './store.ts';

/** Whose app it is: with OAuth, teams can uninstall it. */
export interface Site {
  readonly isByOauth: boolean;
}

// By hand: every request of a tool asks.

const clientColumns =
  Prisma.raw(`t.id, t.workspace_id AS "workspaceId", t.name, t.address, t.preset,
  t.access::text AS access, t.secret_hash AS "secretHash", t.redirect_uris AS "redirectUris",
  t.sign_out_uri AS "signOutUri", t.host, t.created_at AS "createdAt"`);

interface AccountRow {
  readonly memberId: MemberId;
  readonly email: string;
  readonly canonical: string;
  readonly displayName: string;
  readonly role: Role;
  readonly isEmailProved: boolean;
  readonly workspaceName: string;
  readonly locale: string | null;
  readonly timeZone: string | null;
  readonly updatedAt: Date;
  readonly picturedAt: Date | null;
}

const accountColumns = Prisma.raw(`m.id AS "memberId", m.email, m.address AS canonical,
  m.display_name AS "displayName", m.role::text AS role, m.is_email_proved AS "isEmailProved",
  w.name AS "workspaceName", m.locale, m.time_zone AS "timeZone",
  COALESCE(m.changed_at, m.joined_at) AS "updatedAt",
  (SELECT a.updated_at FROM avatars a WHERE a.member_id = m.id) AS "picturedAt"`);

/** Whether `m` can be known to `t`, a tool of `w`: nobody who was removed can, nor anybody where nobody could remove them. */
const isKnown = (site: Site) => Prisma.sql`m.workspace_id = t.workspace_id AND m.closed_at IS NULL
  AND ${hasApp(site)} AND ${mayUse}`;

/** The tool with this client id, whosever it is; none behind a proxy. For looking up who asks as one only. */
export async function findClient(tx: Tx, id: ToolId): Promise<ToolClient | undefined> {
  const [row] = await tx.query<ToolRow>(Prisma.sql`
    SELECT ${clientColumns} FROM tools t WHERE t.id = ${id}::uuid AND t.host IS NULL`);
  return row && toClient(row);
}

/**
 * A member as a tool may know them at this moment: undefined once they are removed, and for whoever isn't of the tool's
 * own workspace or may not use it. With OAuth also when their team has uninstalled the app: nobody there could remove
 * anybody.
 */
export async function findToolAccount(
  tx: Tx,
  { toolId, memberId }: { readonly toolId: ToolId; readonly memberId: MemberId },
  site: Site,
): Promise<ToolAccount | undefined> {
  const [row] = await tx.query<AccountRow>(Prisma.sql`
    SELECT ${accountColumns}
    FROM tools t JOIN workspaces w ON w.id = t.workspace_id JOIN members m ON ${isKnown(site)}
    WHERE t.id = ${toolId}::uuid AND m.id = ${memberId}::uuid`);
  return row && toAccount(row);
}

/** What a request to the provider is about. */
export interface Asking {
  /** The code, token or session of the provider's that is shown. */
  readonly entryId: Uint8Array | undefined;
  /** Who a browser is signed in as, by which session, and to which tool it is on the way; a tool asks by itself. */
  readonly browser: Browser | undefined;
}

interface Browser {
  readonly memberId: MemberId;
  readonly sessionId: Uint8Array;
  readonly toolId: ToolId;
}

/** What there is about it. */
export interface Asked {
  readonly client: ToolClient | undefined;
  readonly account: ToolAccount | undefined;
  /** The entry, the grant that it belongs to, and the session that this one ends with. */
  readonly entries: readonly FoundEntry[];
}

type AskedRow = Partial<ToolRow> &
  Partial<AccountRow> & { readonly entryId: Uint8Array | null } & Omit<FoundEntry, 'id' | 'now'>;

const entryColumns = Prisma.raw('id, uid, payload, session_id, consumed_at, expires_at');

/**
 * The tool, the member as the tool may know them and the entries that one request needs, in one statement: what
 * {@link findClient}, {@link findToolAccount} and `findEntry` give one by one.
 */
export async function findAsked(tx: Tx, { entryId, browser }: Asking, site: Site): Promise<Asked> {
  // Two texts rather than parameters that may be NULL: those would have the database plan it anew each time.
  const { wanted, more } = browser ? ofBrowser(browser, tx.now) : ofTool(tx.now);
  const rows = await tx.query<AskedRow>(Prisma.sql`
    WITH shown AS (SELECT ${entryColumns}, tool_id, member_id, grant_id FROM oidc_entries
      WHERE id = ${entryId ? new Uint8Array(entryId) : null} AND expires_at > ${tx.now}),
    ${more}
    SELECT ${clientColumns}, ${accountColumns}, e.id AS "entryId", e.uid, e.payload,
      e.session_id AS "sessionId", e.consumed_at AS "consumedAt", e.expires_at AS "expiresAt"
    FROM (${wanted}) wanted LEFT JOIN tools t ON t.id = wanted.tool_id AND t.host IS NULL
    LEFT JOIN workspaces w ON w.id = t.workspace_id
    LEFT JOIN members m ON m.id = wanted.member_id AND ${isKnown(site)}
    LEFT JOIN entries e ON TRUE`);
  const [first] = rows;
  return {
    client: first?.id ? toClient(first as ToolRow) : undefined,
    account: first?.memberId ? toAccount(first as AccountRow) : undefined,
    entries: rows.flatMap(({ entryId: id, uid, payload, sessionId, consumedAt, expiresAt }) =>
      id ? [{ id, uid, payload, sessionId, consumedAt, expiresAt, now: tx.now }] : [],
    ),
  };
}

/** A browser shows the provider's session; of its own it has the grants at the tool. */
function ofBrowser({ memberId, sessionId, toolId }: Browser, now: Date) {
  return {
    wanted: Prisma.sql`SELECT ${toolId}::uuid AS tool_id, ${memberId}::uuid AS member_id`,
    more: Prisma.sql`entries AS (
      SELECT ${entryColumns} FROM shown
      UNION ALL SELECT ${entryColumns} FROM oidc_entries
      WHERE session_id = ${new Uint8Array(sessionId)} AND kind = 'Grant' AND tool_id = ${toolId}::uuid AND expires_at > ${now})`,
  };
}

/** A tool shows what it was given: there is the grant of that, and the session that both end with. */
function ofTool(now: Date) {
  return {
    wanted: Prisma.sql`SELECT (SELECT tool_id FROM shown) AS tool_id, (SELECT member_id FROM shown) AS member_id`,
    more: Prisma.sql`given AS (
      SELECT ${entryColumns} FROM oidc_entries WHERE id = (SELECT grant_id FROM shown) AND expires_at > ${now}),
    entries AS (
      SELECT ${entryColumns} FROM shown UNION ALL SELECT ${entryColumns} FROM given
      UNION ALL SELECT ${entryColumns} FROM oidc_entries
      WHERE session_id = (SELECT session_id FROM given) AND kind = 'Session' AND expires_at > ${now}
        AND ${Prisma.raw(opensAnything)})`,
  };
}

function toClient(row: ToolRow): ToolClient {
  return { ...toTool(row), secretHash: row.secretHash ?? undefined };
}

function toAccount(row: AccountRow): ToolAccount {
  const { memberId: id, email, displayName, role, locale, timeZone } = row;
  return {
    member: { id, email, displayName, role },
    address: row.canonical,
    isEmailProved: row.isEmailProved,
    workspaceName: row.workspaceName,
    local: { locale, timeZone },
    updatedAt: row.updatedAt,
    picturedAt: row.picturedAt ?? undefined,
  };
}
