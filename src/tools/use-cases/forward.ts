import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import { sessionFinder, sessionHandle, sessionNamedBy } from '../../sign-in/api.ts';
import { mayUseTools, type SignedIn } from '../../sign-in/rules.ts';
import { isTooWeak, type Strength } from '../../sign-in/strength-rules.ts';
import {
  type AnyListed,
  anyListedColumn,
  type ForwardColumns,
  forwardColumns,
  noteForwardUse,
} from '../forward-store.ts';

/** What asking who may pass works with. */
export interface ForwardDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The Slack teams whose members are let through; undefined when the operator named none. */
  readonly authTeams: readonly string[] | undefined;
  /** Whether teams install the app by OAuth, and may uninstall it. */
  readonly isByOauth: boolean;
}

/** Nobody is signed in; they may not use the tool; they proved less than is wanted; or who they are. */
type Passing = 'nobody' | 'closed' | 'too_weak' | Pick<SignedIn, 'member' | 'workspace' | 'way'>;

/**
 * Says who a proxy may let through to what stands at these hosts (undefined for any), by what the browser shows proxies,
 * where it wants a strength (undefined for any).
 */
export type WhoPasses = (
  token: string | undefined,
  hosts: readonly string[] | undefined,
  wanted: Strength | undefined,
) => Promise<Passing>;

const findPlain = sessionFinder<AnyListed>(anyListedColumn);
const findForward = sessionFinder<ForwardColumns>(forwardColumns);

/** One statement answers, at every request; now and then another notes the use. */
export function createWhoPasses(deps: ForwardDeps): WhoPasses {
  const { database, secrets } = deps;
  // What was so a moment ago: it only spares asking for more where nothing is listed, and the answer says if it was wrong.
  let areListed = false;

  async function find(id: Uint8Array, hosts: readonly string[] | undefined) {
    if (!areListed) {
      const found = await findPlain(database, id);
      if (!found?.row.any_listed) return found && { signedIn: found.signedIn, row: undefined };
    }
    const asked = [hosts ?? null, deps.authTeams ?? [], sessionHandle(id)];
    const found = await findForward(database, id, asked);
    if (found) areListed = found.row.any_listed;
    return found;
  }

  return async (token, hosts, wanted) => {
    const id = token && sessionNamedBy(secrets, token);
    if (!id) return 'nobody';
    const found = await find(id, hosts);
    if (!found) return 'nobody';
    const { signedIn, row } = found;
    if (row?.is_shut || !mayUseTools(signedIn.workspace, deps)) return 'closed';
    if (isTooWeak(signedIn.way, wanted)) return 'too_weak';
    const toolId = row?.unnoted_tool_id;
    const memberId = signedIn.member.id;
    if (toolId) await noteForwardUse(database, { toolId, memberId, sid: sessionHandle(id) });
    return signedIn;
  };
}
