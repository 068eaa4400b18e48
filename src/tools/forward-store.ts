import type { Database } from '../platform/database/database.ts';
import type { MemberId, ToolId } from '../shared/ids.ts';
import { mayUseSql } from './access-store.ts';

/** How long a use is not noted again. */
const noteStepMs = 5 * 60_000;

/** Whether any tool behind a proxy is listed on this server: most have none, and needn't ask for more. */
export interface AnyListed {
  readonly any_listed: boolean;
}
export const anyListedColumn =
  'EXISTS (SELECT 1 FROM tools f WHERE f.host IS NOT NULL) AS any_listed';

/** What is asked about tools of whoever is signed in. */
export interface ForwardColumns extends AnyListed {
  /** Whether the tool is listed, and not for them. */
  readonly is_shut: boolean;
  /** The tool that they use, if that is to be noted. */
  readonly unnoted_tool_id: ToolId | null;
}

/**
 * The columns for it, to be asked along with the session: $3 are the hosts that the proxy named (NULL for any), $4 the
 * Slack teams that tools are open to, $5 names the session to the list of tools.
 *
 * A host is closed to whoever may not use the tool that their workspace has listed there, and to everybody else's members
 * once a team that tools are open to has listed it. What other teams list closes nothing.
 */
export const forwardColumns = `${anyListedColumn},
  EXISTS (
    SELECT 1 FROM tools f JOIN workspaces o ON o.id = f.workspace_id
    WHERE f.host IS NOT NULL AND ($3::text[] IS NULL OR f.host = ANY($3::text[]))
      AND (o.id = w.id OR o.slack_team_id = ANY($4::text[]))
      AND NOT EXISTS (
        SELECT 1 FROM tools own WHERE own.workspace_id = w.id AND own.host = f.host AND ${mayUseSql('own')})
  ) AS is_shut,
  (SELECT f.id::text FROM tools f
    WHERE f.workspace_id = w.id AND f.host = ANY($3::text[]) AND NOT EXISTS (
      SELECT 1 FROM tool_sign_ins u WHERE u.tool_id = f.id AND u.sid = $5
        AND u.last_used_at > t.now - interval '${noteStepMs} milliseconds')
    LIMIT 1) AS unnoted_tool_id`;

const noteStatement = `
  INSERT INTO tool_sign_ins (id, tool_id, member_id, workspace_id, sid, last_used_at)
  SELECT gen_random_uuid(), f.id, m.id, m.workspace_id, $3, now() + $4::float8 * interval '1 millisecond'
  FROM tools f JOIN members m ON m.workspace_id = f.workspace_id
  WHERE f.id = $1::uuid AND m.id = $2::uuid AND m.closed_at IS NULL
  ON CONFLICT (tool_id, sid) DO UPDATE SET last_used_at = EXCLUDED.last_used_at, ended_at = NULL`;

/** Notes that a member uses a tool behind a proxy; `sid` names their session to the list of tools. */
export async function noteForwardUse(
  database: Database,
  { toolId, memberId, sid }: { toolId: ToolId; memberId: MemberId; sid: string },
): Promise<void> {
  await database.statement(noteStatement, [toolId, memberId, sid, database.shiftMs]);
}
