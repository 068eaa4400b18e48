import type { Delivery, Prepared } from '../../delivery/rules.ts';
import type { Database, Tx } from '../../platform/database/database.ts';
import { after } from '../../shared/clock.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import { findJoined, type JoinedOfImport, listJoined } from '../joined-store.ts';
import { findProgress } from '../progress-store.ts';
import { joinedReasons } from '../progress-texts.ts';
import { tellJoinedEveryMs } from '../rules.ts';
import { joinedDigestDm } from '../slack/ended-blocks.ts';
import { findImport } from '../store.ts';

/** Who joined while the last message was written stands in the next one, too, rather than in none. */
const overlapMs = 60_000;

/**
 * Gathers what is told of those who join by an import: the first at once, the others together, once an hour at most.
 * `tellOne` tells of one alone, and of those who were invited otherwise. Where the team wants no such messages, nothing is told.
 */
export function gatherJoined(
  database: Database,
  tellOne: (delivery: Delivery) => Promise<Prepared>,
): (delivery: Delivery) => Promise<Prepared> {
  return async (delivery) => {
    const gathered = await database.run((tx) => gather(tx, delivery));
    return gathered ?? (await tellOne(delivery));
  };
}

/** Undefined when it is told by itself. */
async function gather(tx: Tx, delivery: Delivery): Promise<Prepared | undefined> {
  const { workspaceId, invitationId, recipient } = delivery;
  const workspace = await findWorkspaceById(tx, workspaceId);
  if (workspace && !workspace.settings.joinedMessages) {
    return { kind: 'cancel', reason: joinedReasons.off };
  }
  const joined = invitationId && (await findJoined(tx, invitationId, recipient));
  if (!joined?.toldAt) return undefined;
  const since = after(joined.toldAt, -overlapMs);
  if (joined.acceptedAt <= since) return { kind: 'cancel', reason: joinedReasons.together };
  const dueAt = after(joined.toldAt, tellJoinedEveryMs);
  if (dueAt > tx.now) return { kind: 'later', reason: joinedReasons.later, dueAt };
  return await digest(tx, delivery, joined, since);
}

async function digest(
  tx: Tx,
  { workspaceId, recipient }: Delivery,
  { importId, slackTeamId }: JoinedOfImport,
  since: Date,
): Promise<Prepared | undefined> {
  const names = await listJoined(tx, importId, recipient, since);
  const found = await findImport(tx, workspaceId, importId);
  const [progress] = found ? await findProgress(tx, [found]) : [];
  if (!progress || names.length < 2) return undefined;
  const { joined, counts } = progress;
  const invited = counts.invited + counts.invited_again + counts.sent_just_now;
  const note = joinedDigestDm(names, { joined, invited }, importId);
  return { kind: 'slack_dm', slackTeamId, note };
}
