import { LRUCache } from 'lru-cache';
import type { Database, Tx } from '../platform/database/database.ts';
import type { SlackPaces } from '../platform/slack/paces.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { claimCalls, claimDms, claimEmails, claimOverdue, lockDms } from './claim-store.ts';
import { type DueDm, withinSlackLimits } from './dm-limits.ts';
import type { MailGate } from './mail-gate.ts';
import { type Delivery, type DeliveryChannel, slotsPerChannel } from './rules.ts';
import type { SlackSender } from './slack-sender.ts';
import { type FirstToPerson, findFirstToPeople, findTurns } from './turn-store.ts';

export interface ClaimDeps {
  readonly database: Database;
  readonly mail: MailGate;
  readonly slack: SlackSender;
  readonly paces: Pick<SlackPaces, 'lookUps' | 'messages' | 'dmPauseMs'>;
}

/** Takes what is to be sent next, in turns. */
export interface Claims {
  /** Takes as many of a channel as may be sent now beside so many in hand; they are ours for `leaseMs`. */
  take(channel: DeliveryChannel, inHand: number, leaseMs: number): Promise<Delivery[]>;
  /** How long until more of a channel comes due, as of the last look; undefined when nothing waits. */
  nextInMs(channel: DeliveryChannel): number | undefined;
  /** How many more of a channel may be taken in hand now. */
  placesFor(channel: DeliveryChannel, inHand: number): number;
}

function isDueNow(first: FirstToPerson): first is FirstToPerson & DueDm {
  return first.id !== null;
}

/** Of so many workspaces it is remembered to whom of their people was written last. */
const workspacesRemembered = 10_000;

/** Each process goes round by itself: whoever was served last comes last again. */
export function createClaims({ database, mail, slack, paces }: ClaimDeps): Claims {
  const lastTurns: Partial<Record<DeliveryChannel, WorkspaceId | undefined>> = {};
  const nextInMs: Partial<Record<DeliveryChannel, number | undefined>> = {};
  const lastPeople = new LRUCache<WorkspaceId, string>({ max: workspacesRemembered });

  function placesFor(channel: DeliveryChannel, inHand: number): number {
    if (channel === 'email') return mail.places(inHand);
    if (channel === 'slack_dm' && slack.isHeld()) return 0;
    return slotsPerChannel - inHand;
  }

  /** Goes on behind those whose turn it was last. */
  async function turn(
    tx: Tx,
    channel: DeliveryChannel,
    count: number,
    except: readonly WorkspaceId[],
  ): Promise<readonly WorkspaceId[]> {
    const turns = await findTurns(tx, channel, { last: lastTurns[channel], count, except });
    lastTurns[channel] = turns.last;
    nextInMs[channel] = turns.nextDueAt && turns.nextDueAt.getTime() - tx.now.getTime();
    return turns.workspaceIds;
  }

  async function emails(limit: number, leaseMs: number): Promise<Delivery[]> {
    const behind = mail.behind();
    return await database.run(async (tx) => {
      const workspaceIds = await turn(tx, 'email', limit, behind ?? []);
      // Whoever is behind gets what the others leave.
      const all = workspaceIds.length < limit ? [...workspaceIds, ...(behind ?? [])] : workspaceIds;
      return all.length > 0 ? await claimEmails(tx, all, { limit, leaseMs }, behind) : [];
    });
  }

  async function dms(limit: number, leaseMs: number): Promise<Delivery[]> {
    const workspaceIds = await database.run((tx) => turn(tx, 'slack_dm', limit, []));
    if (workspaceIds.length === 0) return [];
    return await database.transaction(async (tx) => {
      await lockDms(tx);
      const people = await findFirstToPeople(
        tx,
        workspaceIds.map((id) => ({ id, last: lastPeople.get(id) })),
        paces.dmPauseMs,
      );
      const due = people.filter(isDueNow);
      const first = due.slice(0, limit);
      // Where all were looked at, the next look begins behind the last of them.
      for (const { workspaceId, recipient, isNext } of first.length < limit ? people : first) {
        if (isNext) lastPeople.set(workspaceId, recipient);
      }
      const taken = await withinSlackLimits(tx, paces, due, limit);
      const ids = taken.map(({ id }) => id);
      return ids.length > 0 ? await claimDms(tx, ids, { leaseMs }) : [];
    });
  }

  async function calls(limit: number, leaseMs: number): Promise<Delivery[]> {
    return await database.run(async (tx) => {
      const workspaceIds = await turn(tx, 'oidc_logout', limit, []);
      return workspaceIds.length > 0 ? await claimCalls(tx, workspaceIds, { limit, leaseMs }) : [];
    });
  }
  const claimOf = { email: emails, slack_dm: dms, oidc_logout: calls };

  return {
    placesFor,
    nextInMs: (channel) => nextInMs[channel],
    /** While none of a channel can leave, those whose time is over are taken to say so. */
    async take(channel, inHand, leaseMs) {
      const places = placesFor(channel, inHand);
      if (places > 0) return await claimOf[channel](places, leaseMs);
      const limit = (channel === 'email' ? mail.slots : slotsPerChannel) - inHand;
      const isHeld = {
        email: mail.trouble() !== undefined,
        slack_dm: slack.isHeld(),
        oidc_logout: false,
      };
      if (limit <= 0 || !isHeld[channel]) return [];
      return await database.run((tx) => claimOverdue(tx, channel, { limit, leaseMs }));
    },
  };
}
