import { saveDeliveries } from '../../delivery/api.ts';
import type { Database } from '../../platform/database/database.ts';
import { saveAuditEntry } from '../../workspaces/api.ts';
import { type DueReminder, takeDueReminders } from '../reminder-store.ts';
import { reminderDmNotice, reminderEmailNotice } from '../rules.ts';

/** What reminding works with. */
export interface RemindDeps {
  readonly database: Database;
  readonly sendsEmail: boolean;
}

/** So many share a transaction. */
const batchSize = 100;

/**
 * Reminds invitees whose link ends in two days: that it was seen to, and what is sent, are written together. Whose email
 * could not be delivered, and whose team wants none, is left out. Gives whether there may be more.
 */
export async function remindDue({ database, sendsEmail }: RemindDeps): Promise<boolean> {
  return await database.transaction(async (tx) => {
    const due = await takeDueReminders(tx, batchSize);
    // On a server without email every one of them has failed, and people are reminded in Slack.
    const wanted = due.filter((each) => each.isWanted && !(sendsEmail && each.isUndelivered));
    if (wanted.length > 0) {
      saveDeliveries(tx, [...(sendsEmail ? wanted.map(emailOf) : []), ...wanted.map(dmOf)]);
      for (const { workspaceId, email } of wanted) {
        const entry = {
          actor: '',
          act: 'invitation_reminded',
          subject: email,
          detail: {},
        } as const;
        saveAuditEntry(tx, workspaceId, entry);
      }
    }
    return due.length === batchSize;
  });
}

const emailOf = ({ workspaceId, id, email }: DueReminder) => ({
  workspaceId,
  invitationId: id,
  channel: 'email' as const,
  notice: reminderEmailNotice,
  recipient: email,
});

const dmOf = ({ workspaceId, id, address }: DueReminder) => ({
  workspaceId,
  invitationId: id,
  channel: 'slack_dm' as const,
  notice: reminderDmNotice,
  recipient: address,
});
