import { makeAvatar } from '../../account/api.ts';
import { isSlackUserTaken } from '../../members/api.ts';
import { maxDisplayNameLength, parseDisplayName } from '../../shared/display-name.ts';
import { parseEmailAddress } from '../../shared/email-address.ts';
import { type Outcome, refused } from '../../shared/outcome.ts';
import type { SlackIdentity } from '../../shared/slack-identity.ts';
import type { AskingBrowser, SignInDone } from '../../sign-in/api.ts';
import type { Invitation } from '../rules.ts';
import type { InvitationDeps } from './deps.ts';
import { acceptAs, type LinkFailure, type OpenedInvitation, openToJoin } from './join.ts';

/** What joining with Slack works with. */
export interface SlackJoinDeps extends InvitationDeps {
  /** Somebody's picture, from Slack and from nowhere else. */
  readonly fetchPicture: (address: string, maxBytes: number) => Promise<Uint8Array | undefined>;
}

/**
 * Why whoever Slack vouches for doesn't join by an invitation, beside what keeps everybody out: they are of another team;
 * Slack knows them by another address than the invited one, or by none; or it doesn't know whether that is theirs.
 */
export type SlackJoinFailure =
  | LinkFailure
  | { readonly kind: 'other_team' }
  | {
      readonly kind: 'other_address' | 'no_address' | 'address_not_verified';
      readonly opened: OpenedInvitation;
      readonly slackEmail: string | undefined;
    };

/** Larger pictures than Slack keeps of anybody. */
const largestPictureBytes = 5 * 1024 * 1024;

/**
 * Makes the holder of an invite link a member whom Slack vouches for, and signs their browser in: with the name and picture
 * that they have there, and without a password. Only whoever has the invited address in Slack, and Slack says that it
 * is theirs. A picture that can't be had or used keeps nobody out.
 */
export async function joinWithSlack(
  deps: SlackJoinDeps,
  { token, identity }: { readonly token: string; readonly identity: SlackIdentity },
  browser: AskingBrowser,
): Promise<Outcome<SignInDone, SlackJoinFailure>> {
  const looked = await openToJoin(deps, token, browser.ipAddress);
  if (!looked.ok) return looked;
  const opened = looked.value;
  const { invitation } = opened;
  const { slackUserId } = identity;
  if (identity.slackTeamId !== opened.slackTeamId) return refused({ kind: 'other_team' });
  const problem = addressProblem(identity, invitation);
  if (problem) return refused({ kind: problem, opened, slackEmail: identity.email });
  const isTaken = await deps.database.run((tx) =>
    isSlackUserTaken(tx, invitation.workspaceId, slackUserId),
  );
  if (isTaken) return refused({ kind: 'link', state: 'already_member', opened });
  const account = {
    displayName: nameOf(identity, invitation),
    avatarWebp: await pictureOf(deps, identity),
    passwordHash: undefined,
    slackUserId,
    way: 'slack',
  } as const;
  return await acceptAs(deps, { token, before: opened }, account, browser);
}

/** Why the address that Slack knows doesn't prove that it is the invited one's owner. */
function addressProblem(
  { email = '', isEmailVerified }: SlackIdentity,
  { address }: Pick<Invitation, 'address'>,
): 'other_address' | 'no_address' | 'address_not_verified' | undefined {
  if (email === '') return 'no_address';
  const parsed = parseEmailAddress(email);
  if (!parsed.ok || parsed.value.address !== address) return 'other_address';
  return isEmailVerified ? undefined : 'address_not_verified';
}

/** What they are called: by Slack, by the inviter, or by their address. */
function nameOf({ name }: SlackIdentity, invitation: Invitation): string {
  const [local = ''] = invitation.email.split('@');
  for (const each of [name, invitation.suggestedName, local]) {
    const parsed = parseDisplayName([...(each ?? '')].slice(0, maxDisplayNameLength).join(''));
    if (parsed.ok) return parsed.value;
  }
  return invitation.email.slice(0, maxDisplayNameLength);
}

async function pictureOf(
  { fetchPicture }: SlackJoinDeps,
  { picture }: SlackIdentity,
): Promise<Uint8Array | undefined> {
  const file = picture && (await fetchPicture(picture, largestPictureBytes));
  const avatar = file ? await makeAvatar(file) : undefined;
  return avatar?.ok ? avatar.value : undefined;
}
