import { expect, it } from 'vitest';
import * as account from '../../src/account/api.ts';
import * as activity from '../../src/activity/api.ts';
import * as invitations from '../../src/invitations/api.ts';
import type { Admin, AdminReader } from '../../src/members/api.ts';
import * as members from '../../src/members/api.ts';
import type { ActingRequester, Actor, Requester } from '../../src/members/rules.ts';
import type { Tx } from '../../src/platform/database/database.ts';
import * as requests from '../../src/requests/api.ts';
import * as settings from '../../src/settings/api.ts';
import { saveSettings } from '../../src/settings/store.ts';
import { firstPage } from '../../src/shared/listing.ts';
import * as signIn from '../../src/sign-in/api.ts';
import * as tools from '../../src/tools/api.ts';
import * as workspaces from '../../src/workspaces/api.ts';
import type { Workspace } from '../../src/workspaces/rules.ts';

// Most of this is checked by the compiler (`npm run check`): what stands here as for admins can't be called without an
// Admin or AdminReader, and whatever a feature hands out has to stand here.

type AnyFunction = (...args: never[]) => unknown;

/** Who may use what isn't for admins. */
type Others =
  /** A member about themselves: signed in, or signing in with a right password. */
  | 'oneself'
  /** Whoever holds a link. */
  | 'link holder'
  /** The app about what it must know: about whom it was asked, or what another decision needs. */
  | 'the app'
  /** Touches no rows. */
  | 'pure';

type WhoMay<F> = F extends AnyFunction
  ? Parameters<F>[0] extends AdminReader
    ? 'admins'
    : Parameters<F>[1] extends Requester
      ? 'asks who it is'
      : Others
  : never;

type Handed<Api> = {
  readonly [Name in keyof Api as Api[Name] extends AnyFunction ? Name : never]: WhoMay<Api[Name]>;
};

const handedOut = {
  workspaces: {
    countFailedSignIn: 'the app',
    findWorkspace: 'the app',
    findWorkspaceByDomain: 'the app',
    findWorkspaceById: 'the app',
    findWorkspaceByTeam: 'the app',
    inWorkspace: 'the app',
    newEntryId: 'pure',
    onlyWorkspace: 'the app',
    saveReceiptLines: 'the app',
    saveReceiptState: 'the app',
    saveAuditEntries: 'the app',
    saveAuditEntry: 'the app',
    saveSlackDomain: 'the app',
    saveWorkspace: 'the app',
    slackHomeUrl: 'the app',
    slackPageUrl: 'the app',
    toWorkspace: 'pure',
    workspaceOfTeam: 'the app',
    writeInWorkspace: 'the app',
  } satisfies Handed<typeof workspaces>,
  members: {
    admit: 'asks who it is',
    admitSignedIn: 'oneself',
    asAdmin: 'asks who it is',
    asAdminReader: 'asks who it is',
    asAdminWith: 'asks who it is',
    asMemberWith: 'asks who it is',
    avatarOf: 'oneself',
    close: 'the app',
    closedDetail: 'pure',
    counted: 'pure',
    eraseMember: 'oneself',
    endEach: 'the app',
    onceOnly: 'asks who it is',
    findWaysIn: 'oneself',
    forgetSlackUserSince: 'oneself',
    isSlackUserTaken: 'the app',
    lockLinkedAccount: 'oneself',
    removeSlackLink: 'oneself',
    saveSlackLink: 'oneself',
    findAccount: 'oneself',
    findAccountOfToken: 'link holder',
    findListedMember: 'admins',
    findMemberPage: 'admins',
    findMembersAt: 'admins',
    findMembersBy: 'admins',
    goneLatelyOf: 'admins',
    holdAccount: 'link holder',
    lockAccount: 'oneself',
    lookSoon: 'oneself',
    memberIdFor: 'pure',
    membersAmong: 'admins',
    readNewPassword: 'pure',
    replacePasswordHash: 'oneself',
    saveAvatar: 'oneself',
    saveDisplayName: 'oneself',
    slackUserOf: 'the app',
    withSlackUser: 'the app',
    saveMember: 'link holder',
    shutPassword: 'link holder',
    toGone: 'pure',
    whoMayAct: 'the app',
  } satisfies Handed<typeof members>,
  settings: {
    listAuditEntriesAbout: 'admins',
  } satisfies Handed<typeof settings>,
  signIn: {
    countFailure: 'the app',
    addPasskey: 'oneself',
    endAllSessions: 'the app',
    endOtherSessions: 'oneself',
    endOtherSessionsIn: 'oneself',
    endSession: 'oneself',
    forgetSentLinks: 'the app',
    forwardToken: 'pure',
    isSessionOpen: 'the app',
    knownBrowser: 'pure',
    listRecent: 'oneself',
    listSessions: 'oneself',
    openSession: 'oneself',
    secondStepOf: 'oneself',
    optionsToAdd: 'oneself',
    optionsToCreate: 'link holder',
    readNewPasskey: 'link holder',
    refusedWhereTaken: 'pure',
    removePasskey: 'oneself',
    renamePasskey: 'oneself',
    savePasskey: 'link holder',
    sessionFinder: 'oneself',
    sessionHandle: 'pure',
    sessionNamedBy: 'pure',
    signedInWith: 'oneself',
    signOutHere: 'oneself',
    tellOfNewBrowser: 'oneself',
    tellOwner: 'oneself',
    waysInOf: 'oneself',
  } satisfies Handed<typeof signIn>,
  account: {
    makeAvatar: 'pure',
  } satisfies Handed<typeof account>,
  invitations: {
    countsOf: 'admins',
    decideMany: 'admins',
    findCounts: 'admins',
    findInvitationPage: 'admins',
    findOwnInvitation: 'the app',
    findPeople: 'asks who it is',
    findUsedDomains: 'the app',
    inviteMany: 'admins',
    isInvitedInNeed: 'admins',
    invitePreapproved: 'oneself',
    inviteRequested: 'admins',
    linkOf: 'the app',
    nextExpiryOf: 'admins',
    openInvitation: 'link holder',
    ownInvitationOf: 'the app',
    replaceLink: 'asks who it is',
    revokeMany: 'admins',
    selectAddressStanding: 'the app',
    toAddressStanding: 'pure',
  } satisfies Handed<typeof invitations>,
  requests: {
    openRequestsOf: 'admins',
  } satisfies Handed<typeof requests>,
  activity: {
    findActivityPage: 'admins',
  } satisfies Handed<typeof activity>,
  tools: {
    endAdminToolsOf: 'the app',
    endAllToolsOf: 'the app',
    endToolsOf: 'the app',
    findGivableTools: 'admins',
    findOwnTools: 'oneself',
    givableTools: 'asks who it is',
    giveTools: 'the app',
    listTools: 'admins',
    namesOfChosen: 'the app',
  } satisfies Handed<typeof tools>,
};

/** Never called: each line would be a mistake in types. */
function mistakes(
  { tx, workspace, actor }: { tx: Tx; workspace: Workspace; actor: Actor },
  reader: AdminReader,
  requester: Requester,
  deps: members.MemberDeps,
): void {
  // @ts-expect-error whoever has the parts of an admin isn't one
  void members.findMemberPage({ tx, workspace, actor }, firstPage, {}, () => 0);
  // @ts-expect-error a transaction is nobody's right
  void members.findMemberPage(tx, firstPage, {}, () => 0);
  // @ts-expect-error who may only look can't change anything
  void saveSettings(reader, { name: '', settings: workspace.settings });
  // @ts-expect-error nobody makes one but asAdmin
  const admin: Admin = { tx, workspace, actor, record: () => {} };
  // @ts-expect-error a listener for everybody can't ask for what is admins'
  void members.asAdmin(deps, requester, async () => ({ ok: true, value: admin }));
  // @ts-expect-error the same without holding the workspace
  void members.asAdminReader(deps, requester, async () => ({ ok: true, value: admin }));
  // @ts-expect-error nobody makes one but the guard at a registration
  const acting: ActingRequester = { ...requester, requestKey: '' };
  void acting;
}
void mistakes;

it.each(
  Object.entries({
    workspaces,
    members,
    settings,
    signIn,
    account,
    invitations,
    requests,
    tools,
    activity,
  }),
)('says of everything that %s hands out who may use it', (name, api) => {
  const functions = Object.entries(api).flatMap(([each, value]) =>
    typeof value === 'function' ? each : [],
  );
  const listed = Object.keys(handedOut[name as keyof typeof handedOut]);
  expect(listed.sort()).toEqual(functions.sort());
});
