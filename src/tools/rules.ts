import type { Local, Member } from '../members/rules.ts';
import type { MemberId, ToolId, WorkspaceId } from '../shared/ids.ts';
import type { Preset } from './preset-rules.ts';

/** Who may use a tool. */
export const toolAccesses = ['everybody', 'admins', 'chosen'] as const;
export type ToolAccess = (typeof toolAccesses)[number];

/** Reads who may use a tool from outside; undefined when it is none of them. */
export function parseAccess(value: unknown): ToolAccess | undefined {
  return toolAccesses.find((access) => access === value);
}

/** What admins say of a tool. */
export interface ToolSettings {
  readonly name: string;
  /** Where members open it; without a slash at its end. */
  readonly address: string;
  readonly preset: Preset;
  readonly access: ToolAccess;
  /** Where it takes people back after signing in, to the letter. */
  readonly redirectUris: readonly string[];
  /** Where it is told that somebody is signed out, if it can be. */
  readonly signOutUri: string | undefined;
}

/** Another program that members open with their account. Its id is its client id. */
export interface Tool extends ToolSettings {
  readonly id: ToolId;
  readonly workspaceId: WorkspaceId;
}

/** A tool as the provider knows it. */
export interface ToolClient extends Tool {
  /** SHA-256 of its secret; undefined where it can keep none. */
  readonly secretHash: Uint8Array | undefined;
}

/** Somebody who may use a tool that is for chosen members. */
interface ChosenMember {
  readonly memberId: MemberId;
  readonly slackUserId: string | undefined;
}

/** A tool as admins see it in the list. */
export interface ListedTool extends Tool {
  /** How many members have signed in to it. */
  readonly people: number;
  readonly lastUsedAt: Date | undefined;
  readonly chosen: readonly ChosenMember[];
}

/** So many tools a workspace can have: as many as its Home tab can list. */
export const maxTools = 30;

/** What a tool learns about a member. */
export interface ToolAccount {
  readonly member: Pick<Member, 'id' | 'email' | 'displayName' | 'role'>;
  /** The canonical address. */
  readonly address: string;
  readonly isEmailProved: boolean;
  readonly workspaceName: string;
  readonly local: Local;
  readonly updatedAt: Date;
  /** When they last chose their picture; undefined when they have none. */
  readonly picturedAt: Date | undefined;
}

/** The claims of OpenID Connect about a member, and what tools decide by. */
export function claimsOf(account: ToolAccount, picture: string | undefined) {
  const { member, address, isEmailProved, workspaceName, local, updatedAt } = account;
  return {
    sub: member.id,
    name: member.displayName,
    // No two members have the same, and it never becomes somebody else's: some tools find accounts by it.
    preferred_username: address,
    email: member.email,
    email_verified: isEmailProved,
    groups: member.role === 'admin' ? ['members', 'admins'] : ['members'],
    workspace: workspaceName,
    updated_at: Math.floor(updatedAt.getTime() / 1000),
    ...(picture && { picture }),
    ...(local.locale && { locale: local.locale }),
    ...(local.timeZone && { zoneinfo: local.timeZone }),
  };
}

/** How long what the provider gives out works, in seconds. */
export const lifetimes = {
  AccessToken: 600,
  AuthorizationCode: 60,
  IdToken: 3600,
  Interaction: 3600,
  // Ends with the browser's session in any case: see sign-in/rules.ts.
  RefreshToken: 30 * 86_400,
  Grant: 30 * 86_400,
  Session: 30 * 86_400,
} as const;

/** Tells a tool that somebody is signed out; its recipient is the id of their sign-in there. */
export const signOutNotice = 'tools.sign_out';

/** Why nothing came of an admin's act on a tool. */
export type ToolRefusal = 'not_an_admin' | 'gone' | 'too_many' | 'no_secret';

/** Where tools find out everything else about signing in. */
export function issuerOf(publicUrl: string): string {
  return `${publicUrl}${oidcPath}`;
}

/** The folder of the provider's addresses. */
export const oidcPath = '/oidc';

/** Where tools find the pictures of members. */
export const picturePath = `${oidcPath}/picture`;

/** Where somebody is on the way to a tool; who isn't signed in does so from there. */
export const continuePath = `${oidcPath}/continue`;
