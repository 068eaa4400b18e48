import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import { findProgress } from '../progress-store.ts';
import { importEndedDmNotice } from '../rules.ts';
import { importEndedDm } from '../slack/ended-blocks.ts';
import { findLastEnded } from '../store.ts';
import { endedDmTexts } from '../texts.ts';

/** How each notice about an import is written, at the moment when it is sent. */
export function importNotices(
  database: Database,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    [importEndedDmNotice]: async ({ workspaceId, recipient }) =>
      await database.run(async (tx): Promise<Prepared> => {
        const workspace = await findWorkspaceById(tx, workspaceId);
        const ended = await findLastEnded(tx, workspaceId, recipient);
        const [progress] = ended ? await findProgress(tx, [ended]) : [];
        if (!workspace || !progress) return { kind: 'cancel', reason: endedDmTexts.gone };
        const { slackTeamId } = workspace;
        return { kind: 'slack_dm', slackTeamId, note: importEndedDm(progress) };
      }),
  };
}
