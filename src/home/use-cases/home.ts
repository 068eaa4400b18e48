import { findActivityPage } from '../../activity/api.ts';
import { parseActivePerson } from '../../activity/rules.ts';
import { recentImportsOf } from '../../imports/api.ts';
import type { RecentImport } from '../../imports/rules.ts';
import {
  countsOf,
  findCounts,
  findInvitationPage,
  findOwnInvitation,
  isInvitedInNeed,
  nextExpiryOf,
  ownInvitationOf,
} from '../../invitations/api.ts';
import type { Counts, OwnInvitation } from '../../invitations/rules.ts';
import {
  type AdminReader,
  admit,
  findMemberPage,
  type GoneRow,
  goneLatelyOf,
  toGone,
} from '../../members/api.ts';
import type { Requester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { type CallPace, takeCalls } from '../../platform/database/slack-calls.ts';
import { openRequestsOf } from '../../requests/api.ts';
import type { OpenRequests } from '../../requests/rules.ts';
import { after } from '../../shared/clock.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { findOwnTools, listTools } from '../../tools/api.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { recentMs, refreshPauseMs } from '../refresh-rules.ts';
import { type AdminHome, freshHome, type HomeState, type MemberHome } from '../rules.ts';
import {
  claimTabs,
  findHomeTab,
  listHomeTabsSince,
  releaseTabs,
  saveHomeTab,
  saveViewHash,
} from '../store.ts';

/** What anybody's Home tab shows: an admin's lists, or for others only who they are here. */
export type Home = {
  /** Slack's hash of what is published there at that moment, as far as we know. */
  readonly viewHash: string | undefined;
} & (
  | { readonly kind: 'admin'; readonly home: AdminHome }
  | { readonly kind: 'other'; readonly home: MemberHome }
);

/**
 * Loads what the person's Home tab shows, in the state they went to last: the given one, if there is one. That
 * they look at it is remembered, unless it is loaded unasked.
 */
export async function loadHome(
  database: Database,
  requester: Requester,
  asked: { state?: HomeState | undefined; isUnasked?: boolean | undefined },
): Promise<Home> {
  return await database.run(async (tx) => {
    const { workspace, actor, reader } = await admit(tx, requester);
    const { userId } = requester.person;
    // Read only now: another press may have led elsewhere meanwhile.
    const known =
      reader && !asked.isUnasked
        ? await saveHomeTab(tx, workspace.id, userId, asked.state)
        : await findHomeTab(tx, workspace.id, userId);
    const viewHash = known?.viewHash;
    if (!reader) {
      const own = await findOwnInvitation(tx, workspace, actor);
      const { member } = actor;
      const tools = member ? await findOwnTools(tx, member, { isByOauth: false }) : [];
      return { viewHash, kind: 'other', home: { workspace, viewer: actor, own, tools } };
    }
    const home = await loadAdminHome(reader, known?.state ?? freshHome);
    return { viewHash, kind: 'admin', home };
  });
}

/** Remembers what was published in the person's Home tab. */
export async function rememberView(
  database: Database,
  requester: Requester,
  viewHash: string,
): Promise<void> {
  const { workspace, person } = requester;
  await database.run((tx) => saveViewHash(tx, workspace.id, person.userId, viewHash));
}

async function loadAdminHome(reader: AdminReader, state: HomeState): Promise<AdminHome> {
  const { workspace, actor, tx } = reader;
  const loaded = await loadBody(reader, state);
  return { workspace, viewer: actor, state, now: tx.now, ...loaded };
}

async function loadBody(
  reader: AdminReader,
  { tab, filter, place, activityOf }: HomeState,
): Promise<Pick<AdminHome, 'body' | 'counts'>> {
  switch (tab) {
    case 'invitations': {
      const beside = {
        imports: recentImportsOf(reader),
        nextExpiryAt: nextExpiryOf(reader),
        own: ownInvitationOf(reader.tx, reader.workspace, reader.actor),
        requests: openRequestsOf(reader, (address) => isInvitedInNeed(reader, address)),
      };
      const { page, also } = await findInvitationPage<Beside>(reader, filter, place, beside);
      const { counts, attention, imports, requests } = also;
      const nextExpiryAt = also.nextExpiryAt ?? undefined;
      const own = also.own ?? undefined;
      return { counts, body: { tab, page, attention, imports, nextExpiryAt, own, requests } };
    }
    case 'members': {
      const beside = { counts: countsOf(reader), gone: goneLatelyOf(reader) };
      const { page, also } = await findMemberPage<{ counts: Counts; gone: GoneRow[] | null }>(
        reader,
        place,
        beside,
        ({ counts }) => counts.members,
      );
      return { counts: also.counts, body: { tab, page, gone: toGone(also.gone) } };
    }
    case 'tools': {
      const counts = await findCounts(reader);
      return { counts, body: { tab, tools: await listTools(reader) } };
    }
    case 'activity': {
      const person = parseActivePerson(activityOf);
      const beside = { counts: countsOf(reader) };
      const found = await findActivityPage<{ counts: Counts }>(reader, person, place, beside);
      const of = person && { person, name: found.name };
      return { counts: found.also.counts, body: { tab, activity: { page: found.page, of } } };
    }
    case 'settings':
      return { counts: await findCounts(reader), body: { tab } };
  }
}

interface Beside {
  readonly imports: readonly RecentImport[];
  readonly nextExpiryAt: Date | null;
  readonly own: OwnInvitation | null;
  readonly requests: OpenRequests;
}

const maxBroughtUpToDate = 20;

/** Who had their Home tab open lately, with the workspace it belongs to; undefined when that was deleted meanwhile. */
export async function recentHomeTabs(
  database: Database,
  workspaceId: WorkspaceId,
): Promise<{ workspace: Workspace; slackUserIds: string[] } | undefined> {
  return await database.run(async (tx) => {
    const since = new Date(tx.now.getTime() - recentMs);
    const workspace = await findWorkspaceById(tx, workspaceId);
    if (!workspace) return undefined;
    return {
      workspace,
      slackUserIds: await listHomeTabsSince(tx, workspaceId, since, maxBroughtUpToDate),
    };
  });
}

/** Whose Home tabs to bring up to date now. */
export interface Refreshable {
  readonly workspace: Workspace;
  readonly slackUserIds: readonly string[];
  /** Who has theirs open as well, and has to wait. */
  readonly laterUserIds: readonly string[];
  /** How long Slack wants no more of them, by its limits. */
  readonly pauseMs: number;
}

/**
 * Takes of these people's open Home tabs those that may be brought up to date: each once a minute, whichever process
 * does it, and as many as Slack's limits leave beside what people press. Undefined when the workspace is gone.
 */
export async function claimRefreshes(
  database: Database,
  pace: CallPace,
  workspaceId: WorkspaceId,
  slackUserIds: readonly string[],
): Promise<Refreshable | undefined> {
  return await database.run(async (tx) => {
    const workspace = await findWorkspaceById(tx, workspaceId);
    if (!workspace) return undefined;
    const tabs = await claimTabs(tx, workspaceId, slackUserIds, {
      since: after(tx.now, -recentMs),
      limit: maxBroughtUpToDate,
      refreshedBefore: after(tx.now, -refreshPauseMs),
    });
    const idsOf = (isClaimed: boolean) =>
      tabs.filter((tab) => tab.isClaimed === isClaimed).map((tab) => tab.slackUserId);
    const claimed = idsOf(true);
    const later = idsOf(false);
    if (claimed.length === 0)
      return { workspace, slackUserIds: [], laterUserIds: later, pauseMs: 0 };
    const calls = (await takeCalls(tx, pace, new Map([[workspaceId, claimed.length]]))).get(
      workspaceId,
    );
    const given = calls?.given ?? 0;
    const tooMany = claimed.slice(given);
    await releaseTabs(tx, workspaceId, tooMany);
    return {
      workspace,
      slackUserIds: claimed.slice(0, given),
      laterUserIds: [...later, ...tooMany],
      pauseMs: tooMany.length > 0 ? (calls?.nextInMs ?? 0) : 0,
    };
  });
}
