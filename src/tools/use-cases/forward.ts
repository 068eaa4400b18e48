import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { sessionFinder, sessionHandle, sessionNamedBy } from '../../sign-in/api.ts';
import { mayUseTools, type SignedIn } from '../../sign-in/rules.ts';
import { type ForwardColumns, forwardColumns, noteForwardUse } from '../forward-store.ts';

/** What asking who may pass works with. */
export interface ForwardDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The Slack teams whose members are let through; undefined when the operator named none. */
  readonly authTeams: readonly string[] | undefined;
  /** Whether teams install the app by OAuth, and may uninstall it. */
  readonly isByOauth: boolean;
}

/** Nobody is signed in; they may not use the tool; or who they are. */
export type Passing = 'nobody' | 'closed' | SignedIn;

const findForward = sessionFinder<ForwardColumns>(forwardColumns);

/**
 * Who a proxy may let through to what stands at these hosts (undefined for any), by what the browser shows proxies. One
 * statement, at every request; now and then another notes the use.
 */
export async function whoPasses(
  { database, secrets, authTeams, isByOauth }: ForwardDeps,
  token: string | undefined,
  hosts: readonly string[] | undefined,
): Promise<Passing> {
  const id = token && sessionNamedBy(secrets, token);
  if (!id) return 'nobody';
  const sid = sessionHandle(id);
  const found = await findForward(database, id, [hosts ?? null, authTeams ?? [], sid]);
  if (!found) return 'nobody';
  const { signedIn, row } = found;
  if (row.is_shut || !mayUseTools(signedIn.workspace, { authTeams, isByOauth })) return 'closed';
  const { unnoted_tool_id: toolId } = row;
  const memberId = signedIn.member.id;
  if (toolId) await noteForwardUse(database, { toolId, memberId, sid });
  return signedIn;
}
