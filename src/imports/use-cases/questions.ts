import type { Database } from '../../platform/database/database.ts';
import { type CallPace, type CallsGiven, takeCalls } from '../../platform/database/slack-calls.ts';
import type { WorkspaceId } from '../../shared/ids.ts';

/** How many of so many people Slack may be asked about now, at this pace; and otherwise when. */
export async function takeQuestions(
  database: Database,
  pace: CallPace,
  workspaceId: WorkspaceId,
  wanted: number,
): Promise<CallsGiven> {
  const calls = await database.run((tx) => takeCalls(tx, pace, new Map([[workspaceId, wanted]])));
  return calls.get(workspaceId) ?? { given: wanted, nextInMs: 0 };
}
