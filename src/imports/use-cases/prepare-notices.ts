import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import { findProgress } from '../progress-store.ts';
import { endedDmTexts } from '../progress-texts.ts';
import { importEndedDmNotice } from '../rules.ts';
import { importEndedDm } from '../slack/ended-blocks.ts';
import { findUntold } from '../store.ts';

/** How each notice about an import is written, at the moment when it is sent. */
export function importNotices(
  database: Database,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    [importEndedDmNotice]: async ({ workspaceId, recipient, createdAt }) =>
      await database.run(async (tx): Promise<Prepared> => {
        const workspace = await findWorkspaceById(tx, workspaceId);
        // As one takes the place of another that still waits, it tells of all that have ended since the last.
        const ended = await findUntold(tx, workspaceId, recipient, createdAt);
        const all = await findProgress(tx, ended);
        if (!workspace || all.length === 0) return { kind: 'cancel', reason: endedDmTexts.gone };
        const { slackTeamId } = workspace;
        return { kind: 'slack_dm', slackTeamId, note: importEndedDm(all) };
      }),
  };
}
