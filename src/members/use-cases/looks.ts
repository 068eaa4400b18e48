import type { Database } from '../../platform/database/database.ts';
import { type CallPace, takeCalls } from '../../platform/database/slack-calls.ts';
import type { MemberId, WorkspaceId } from '../../shared/ids.ts';
import { claimLooks, saveLocal, saveLooks } from '../look-store.ts';
import type { DueLook, Local } from '../rules.ts';

/** So many are taken in hand at once, for so long: whoever dies with them leaves them to the others. */
const [batchSize, leaseMs] = [50, 10 * 60_000];
/** Those who are late come due again within so long, by chance, so that nobody's team is always last. */
const lateMs = 60 * 60_000;

/** Takes members who are due in hand, by team, as many as Slack's limits allow; and says whether there may be more. */
export async function takeDueLooks(
  database: Database,
  paces: { readonly looks: CallPace; readonly lookUps: CallPace },
): Promise<{ teams: (readonly DueLook[])[]; isMore: boolean }> {
  const due = await database.run((tx) => claimLooks(tx, batchSize, leaseMs));
  const known = await withinPace(database, paces.looks, due.filter(isKnown));
  const others = due.filter((each) => !isKnown(each));
  const found = await withinPace(database, paces.lookUps, others);
  const teams = [...byWorkspace([...known, ...found]).values()];
  return { teams, isMore: due.length === batchSize };
}

/** Notes in how long members come due again. */
export async function noteLooks(
  database: Database,
  looks: readonly { readonly memberId: MemberId; readonly dueInMs: number }[],
): Promise<void> {
  await database.run((tx) => saveLooks(tx, looks));
}

/** Notes somebody's language and time zone where they are others than before: tools are told them. */
export async function noteLocal(
  database: Database,
  member: DueLook,
  local: Local | undefined,
): Promise<void> {
  if (!local) return;
  if (local.locale === member.locale && local.timeZone === member.timeZone) return;
  await database.run((tx) => saveLocal(tx, member, local));
}

function isKnown({ slackUserId }: DueLook): boolean {
  return slackUserId !== null;
}

function byWorkspace(due: readonly DueLook[]): ReadonlyMap<WorkspaceId, readonly DueLook[]> {
  const groups = new Map<WorkspaceId, DueLook[]>();
  for (const look of due) {
    groups.set(look.workspaceId, [...(groups.get(look.workspaceId) ?? []), look]);
  }
  return groups;
}

/** Those who can be looked at now; the others are late. */
async function withinPace(
  database: Database,
  pace: CallPace,
  due: readonly DueLook[],
): Promise<readonly DueLook[]> {
  if (due.length === 0) return [];
  const groups = [...byWorkspace(due)];
  return await database.run(async (tx) => {
    const wanted = new Map(groups.map(([id, members]) => [id, members.length]));
    const calls = await takeCalls(tx, pace, wanted);
    const given = (id: WorkspaceId) => calls.get(id)?.given ?? 0;
    const late = groups.flatMap(([id, members]) => {
      const nextInMs = calls.get(id)?.nextInMs ?? 0;
      return members
        .slice(given(id))
        .map(({ memberId }) => ({ memberId, dueInMs: nextInMs + Math.random() * lateMs }));
    });
    await saveLooks(tx, late);
    return groups.flatMap(([id, members]) => members.slice(0, given(id)));
  });
}
