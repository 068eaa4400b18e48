import { countInvitations, findInvitationPage, seatsInUse } from '../../invitations/api.ts';
import { type AdminReader, admit, findMemberPage } from '../../members/api.ts';
import type { Actor, Requester } from '../../members/rules.ts';
import type { Database } from '../../platform/database/database.ts';
import { listAuditEntries } from '../../settings/api.ts';
import type { WorkspaceId } from '../../shared/ids.ts';
import { firstPage } from '../../shared/listing.ts';
import { findWorkspace } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import { recentMs } from '../refresh-rules.ts';
import { type AdminHome, freshHome, type HomeState } from '../rules.ts';
import { findHomeTab, listHomeTabsSince, saveHomeTab, saveViewHash } from '../store.ts';

/** What anybody's Home tab shows: an admin's lists, or for others only who they are here. */
export type Home = {
  readonly actor: Actor;
  /** Slack's hash of what is published there at that moment, as far as we know. */
  readonly viewHash: string | undefined;
} & (
  | { readonly kind: 'admin'; readonly home: AdminHome }
  | { readonly kind: 'other'; readonly workspace: Workspace }
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
    if (reader && !asked.isUnasked) {
      await saveHomeTab(tx, workspace.id, userId, asked.state);
    }
    // Read only now: another press may have led elsewhere meanwhile.
    const known = await findHomeTab(tx, workspace.id, userId);
    const found = { actor, viewHash: known?.viewHash };
    if (!reader) return { ...found, kind: 'other', workspace };
    const home = await loadAdminHome(reader, known?.state ?? freshHome);
    return { ...found, kind: 'admin', home };
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

const actsShown = 20;

async function loadAdminHome(reader: AdminReader, state: HomeState): Promise<AdminHome> {
  const { tx, workspace } = reader;
  const members = state.tab === 'members' ? state : freshHome;
  const memberPage = await findMemberPage(reader, members.text, members.place);
  const common = {
    workspace,
    state,
    now: tx.now,
    invitationTotal: await countInvitations(reader, 'all'),
    expiredTotal: await countInvitations(reader, 'expired'),
    memberTotal: members.text
      ? (await findMemberPage(reader, '', firstPage)).total
      : memberPage.total,
  };
  switch (state.tab) {
    case 'invitations': {
      const page = await findInvitationPage(reader, state, state.place);
      return { ...common, body: { tab: 'invitations', page } };
    }
    case 'members':
      return { ...common, body: { tab: 'members', page: memberPage } };
    case 'settings': {
      const seats = await seatsInUse(reader);
      const acts = await listAuditEntries(reader, actsShown);
      return { ...common, body: { tab: 'settings', seats, acts } };
    }
  }
}

const maxBroughtUpToDate = 20;

/** Who had their Home tab open lately, with the workspace it belongs to. */
export async function recentHomeTabs(
  database: Database,
  workspaceId: WorkspaceId,
): Promise<{ workspace: Workspace; slackUserIds: string[] }> {
  return await database.run(async (tx) => {
    const since = new Date(tx.now.getTime() - recentMs);
    return {
      workspace: await findWorkspace(tx, workspaceId),
      slackUserIds: await listHomeTabsSince(tx, workspaceId, since, maxBroughtUpToDate),
    };
  });
}
