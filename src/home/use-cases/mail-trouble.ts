import { enqueue } from '../../delivery/api.ts';
import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { countAct } from '../../platform/database/rate-limit.ts';
import { after } from '../../shared/clock.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import { listKnownAdmins, listWorkspacesThatWait } from '../mail-trouble-store.ts';
import { mailTroubleDm } from '../notices.tsx';
import { mailTroubleDmNotice } from '../rules.ts';
import { mailTroubleTexts } from '../texts.ts';

const day = 24 * 3_600_000;
const onceADay = { name: 'mail_trouble_dm', max: 1, windowMs: day };
const maxTold = 20;
/** Whoever hasn't looked for longer may be no admin any more. */
const lookedWithinMs = 30 * day;

/** Tells admins that no email can be sent: each team once a day, however many processes see it. */
export async function tellOfMailTrouble(database: Database): Promise<void> {
  for (const workspaceId of await database.run(listWorkspacesThatWait)) {
    await tellTeam(database, workspaceId);
  }
}

async function tellTeam(database: Database, workspaceId: WorkspaceId): Promise<void> {
  await database.transaction(async (tx) => {
    const since = after(tx.now, -lookedWithinMs);
    const admins = await listKnownAdmins(tx, workspaceId, since, maxTold);
    if (admins.length === 0 || (await countAct(tx, onceADay, workspaceId)) > 0) return;
    for (const recipient of admins) {
      const about = { workspaceId, invitationId: undefined, recipient };
      enqueue(tx, { ...about, channel: 'slack_dm', notice: mailTroubleDmNotice });
    }
  });
}

/** How the notices about the app as a whole are written. */
export function homeNotices({
  database,
  emailTrouble,
}: {
  readonly database: Database;
  readonly emailTrouble: () => string | undefined;
}): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    async [mailTroubleDmNotice]({ workspaceId }) {
      const workspace = await database.run((tx) => findWorkspaceById(tx, workspaceId));
      const trouble = emailTrouble();
      if (!workspace || trouble === undefined) {
        return { kind: 'cancel', reason: mailTroubleTexts.over };
      }
      return {
        kind: 'slack_dm',
        slackTeamId: workspace.slackTeamId,
        note: mailTroubleDm(trouble),
      };
    },
  };
}
