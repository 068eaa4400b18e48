import { Prisma } from '../platform/database/prisma-client/client.ts';

/**
 * Whether `m`, a member, may use a tool of their workspace, as SQL; `tool` is what the statement calls it. Nothing else
 * decides that.
 */
export function mayUseSql(tool: 't' | 'own'): string {
  return `CASE ${tool}.access
    WHEN 'everybody' THEN TRUE
    WHEN 'admins' THEN m.role = 'admin'
    ELSE EXISTS (SELECT 1 FROM tool_members c WHERE c.tool_id = ${tool}.id AND c.member_id = m.id)
  END`;
}

/** The same of `t`. */
export const mayUse = Prisma.raw(mayUseSql('t'));

/**
 * Whether the team of `w`, a workspace, still has the app; without OAuth it always has. In the statement's text, as it never
 * changes: a parameter would have the database plan the statement anew each time.
 */
export function hasApp({ isByOauth }: { readonly isByOauth: boolean }): Prisma.Sql {
  if (!isByOauth) return Prisma.sql`TRUE`;
  return Prisma.sql`EXISTS (SELECT 1 FROM installations i
    WHERE i.slack_id = w.slack_team_id AND i.uninstalled_at IS NULL)`;
}
