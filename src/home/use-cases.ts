import { seatsInUse } from '../invitations/use-cases/invite.ts';
import { invitationCount, listInvitations } from '../invitations/use-cases/list.ts';
import {
  type ActingRequester,
  type Actor,
  actorName,
  type Ended,
  nothingEnded,
  type Requester,
  type SlackPerson,
} from '../members/rules.ts';
import { counted, type MemberDeps } from '../members/use-cases/manage.ts';
import { listMembers, resolveActor, whoMayAct } from '../members/use-cases.ts';
import type { Database, Tx } from '../platform/database/database.ts';
import { answerOnce } from '../platform/database/seen-requests.ts';
import type { WorkspaceId } from '../shared/ids.ts';
import { firstPage } from '../shared/listing.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';
import type { Workspace } from '../workspaces/rules.ts';
import {
  currentWorkspace,
  inWorkspace,
  latestActs,
  recordAct,
  saveSettings,
} from '../workspaces/use-cases.ts';
import { latelyMs } from './refresh-rules.ts';
import {
  type AdminHome,
  freshHome,
  type HomeState,
  type SettingsForm,
  type SettingsProblem,
  type SettingsShown,
  settingsChanges,
} from './rules.ts';
import { changedSettings } from './settings-form.ts';
import { findHomeTab, listHomeTabsSince, saveHomeTab, saveViewHash } from './store.ts';

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
  return await database.read(async (tx) => {
    const workspace = await currentWorkspace(tx, requester.workspace.id);
    const actor = await resolveActor(tx, workspace, requester.person);
    const { userId } = requester.person;
    if (actor.isAdmin && !asked.isUnasked) {
      await saveHomeTab(tx, workspace.id, userId, asked.state);
    }
    // Read only now: another press may have led elsewhere meanwhile.
    const known = await findHomeTab(tx, workspace.id, userId);
    const found = { actor, viewHash: known?.viewHash };
    if (!actor.isAdmin) return { ...found, kind: 'other', workspace };
    const home = await loadAdminHome(tx, workspace, known?.state ?? freshHome);
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
  await database.read((tx) => saveViewHash(tx, workspace.id, person.userId, viewHash));
}

const actsShown = 20;

async function loadAdminHome(tx: Tx, workspace: Workspace, state: HomeState): Promise<AdminHome> {
  const members = state.tab === 'members' ? state : freshHome;
  const memberPage = await listMembers(tx, workspace.id, members.text, members.place);
  const common = {
    workspace,
    state,
    now: tx.now,
    invitationTotal: await invitationCount(tx, workspace.id, 'all'),
    expiredTotal: await invitationCount(tx, workspace.id, 'expired'),
    memberTotal: members.text
      ? (await listMembers(tx, workspace.id, '', firstPage)).total
      : memberPage.total,
  };
  switch (state.tab) {
    case 'invitations': {
      const page = await listInvitations(tx, workspace.id, state, state.place);
      return { ...common, body: { tab: 'invitations', page } };
    }
    case 'members':
      return { ...common, body: { tab: 'members', page: memberPage } };
    case 'settings': {
      const seats = await seatsInUse(tx, workspace);
      const acts = await latestActs(tx, workspace.id, actsShown);
      return { ...common, body: { tab: 'settings', seats, acts } };
    }
  }
}

const mostBroughtUpToDate = 20;

/** Who had their Home tab open lately, with the workspace it belongs to. */
export async function recentHomeTabs(
  database: Database,
  workspaceId: WorkspaceId,
): Promise<{ workspace: Workspace; slackUserIds: string[] }> {
  return await database.read(async (tx) => {
    const since = new Date(tx.now.getTime() - latelyMs);
    return {
      workspace: await currentWorkspace(tx, workspaceId),
      slackUserIds: await listHomeTabsSince(tx, workspaceId, since, mostBroughtUpToDate),
    };
  });
}

/** What was changed, in words, and what of the invitations ended with it. */
export interface SettingsChanged extends Ended {
  readonly changes: string;
}

/**
 * Changes what differs in the team settings from what their dialog showed, once per request; gives it in words.
 * Slack's admins can be kept from acting as admins only while somebody else can: whoever does it, or one of `others`,
 * who were asked from Slack. What those admins sent as such, and the links that they were shown, end with it.
 */
export async function changeSettings(
  { database, invitationsOfLeavers }: Pick<MemberDeps, 'database' | 'invitationsOfLeavers'>,
  requester: ActingRequester,
  { shown, form }: { shown: SettingsShown; form: SettingsForm },
  others: readonly SlackPerson[],
): Promise<Outcome<SettingsChanged, 'not_an_admin' | SettingsProblem[]>> {
  return await inWorkspace(database, requester.workspace.id, async (tx, workspace) => {
    const actor = await resolveActor(tx, workspace, requester.person);
    if (!actor.isAdmin) return refused('not_an_admin');
    const key = `${requester.requestKey} settings`;
    const change = async (): Promise<Outcome<SettingsChanged, SettingsProblem[]>> => {
      const wanted = changedSettings(workspace, shown, form);
      if (!wanted.ok) return wanted;
      const then = { ...workspace, ...wanted.value };
      const able = await whoMayAct(tx, then, [requester.person, ...others]);
      if (able.length === 0) {
        return refused([{ field: 'slackAdminsAreAdmins', kind: 'would_lock_out' }]);
      }
      const changes = settingsChanges(workspace, then);
      if (changes === '') return done({ changes, ...nothingEnded });
      await saveSettings(tx, workspace.id, wanted.value);
      const { slackAdminsAreAdmins: did } = workspace.settings;
      const ended =
        did && !then.settings.slackAdminsAreAdmins
          ? await invitationsOfLeavers.endOfSlackAdmins(tx, then)
          : nothingEnded;
      const entry = { actor: actorName(actor), subject: changes, detail: counted(ended) };
      await recordAct(tx, workspace.id, { ...entry, act: 'settings_changed' });
      return done({ changes, ...ended });
    };
    return await answerOnce(tx, workspace.id, key, change, { changes: '', ...nothingEnded });
  });
}

/** The workspace with its settings, for an admin who wants to change them. */
export async function settingsForAdmin(
  database: Database,
  requester: Requester,
): Promise<Outcome<Workspace, 'not_an_admin'>> {
  return await database.read(async (tx) => {
    const workspace = await currentWorkspace(tx, requester.workspace.id);
    const actor = await resolveActor(tx, workspace, requester.person);
    return actor.isAdmin ? done(workspace) : refused('not_an_admin');
  });
}
