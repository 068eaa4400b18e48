import { memberIdFor } from '../../members/api.ts';
import { shownDisplayName } from '../../shared/display-name.ts';
import { type Outcome, refused } from '../../shared/outcome.ts';
import {
  type AskingBrowser,
  type NoChallenge,
  optionsToCreate,
  type PasskeyOptions,
} from '../../sign-in/api.ts';
import type { InvitationDeps } from './deps.ts';
import { lookUpInvitation } from './join.ts';

/** Gives the browser of whoever holds a link that works what it asks for a passkey with. */
export async function optionsToJoin(
  deps: InvitationDeps,
  { token, displayName }: { token: string; displayName: string },
  browser: AskingBrowser,
): Promise<Outcome<PasskeyOptions, NoChallenge | { readonly kind: 'link' }>> {
  return await deps.database.run(async (tx) => {
    const opened = await lookUpInvitation(tx, deps, token);
    if (!opened.ok) return refused({ kind: 'link' } as const);
    const { invitation, workspaceName } = opened.value;
    const { id: subjectId, email } = invitation;
    const owner = {
      memberId: memberIdFor(subjectId),
      email,
      // What they call themselves may still change: it is only what their device shows.
      displayName: shownDisplayName(displayName) || email,
      workspaceName,
    };
    return await optionsToCreate(tx, deps, { purpose: 'join', subjectId, owner }, browser);
  });
}
