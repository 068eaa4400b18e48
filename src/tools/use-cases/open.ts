import type { Database } from '../../platform/database/database.ts';
import type { ToolId, WorkspaceId } from '../../shared/ids.ts';
import type { SignedIn } from '../../sign-in/rules.ts';
import { isTooWeak, type Strength } from '../../sign-in/strength-rules.ts';
import { findClient, findToolAccount } from '../store.ts';

/** What comes next for somebody on the way to a tool. */
export type OnTheWay =
  | { readonly kind: 'gone' }
  | {
      /** They may go on; they sign in, or sign in again or in a stronger way, first; or they may not use it. */
      readonly kind: 'open' | 'sign_in' | 'again' | 'too_weak' | 'no_access';
      readonly toolName: string;
      readonly workspaceId: WorkspaceId;
    };

/** Where somebody goes who is on the way to a tool: `since` (in seconds), and perhaps to prove anew who they are. */
export async function whoGoesWhere(
  { database, isByOauth }: { readonly database: Database; readonly isByOauth: boolean },
  toolId: ToolId,
  signedIn: SignedIn | undefined,
  {
    since,
    isAgain,
    wanted,
  }: {
    readonly since: number;
    readonly isAgain: boolean;
    readonly wanted: Strength | undefined;
  },
): Promise<OnTheWay> {
  return await database.run(async (tx): Promise<OnTheWay> => {
    const tool = await findClient(tx, toolId);
    if (!tool) return { kind: 'gone' };
    const about = { toolName: tool.name, workspaceId: tool.workspaceId };
    if (!signedIn) return { kind: 'sign_in', ...about };
    const account = await findToolAccount(
      tx,
      { toolId, memberId: signedIn.member.id },
      { isByOauth },
    );
    if (!account) return { kind: 'no_access', ...about };
    if (isTooWeak(signedIn.way, wanted)) return { kind: 'too_weak', ...about };
    const isNew = signedIn.signedInAt.getTime() >= since * 1000;
    return { kind: isAgain && !isNew ? 'again' : 'open', ...about };
  });
}
