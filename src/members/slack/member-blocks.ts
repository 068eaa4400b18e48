import type { KnownBlock } from '@slack/types';
import { actions, button, context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { slackDate } from '../../shared/mrkdwn.ts';
import { type Ended, type ListedMember, type MemberRefusal, roleName } from '../rules.ts';

export const changeRoleButton = 'home.change_role';
export const removeButton = 'home.remove';

/** The rows of the members' tab. */
export function memberBlocks(members: readonly ListedMember[], search: string): KnownBlock[] {
  if (members.length > 0) return members.flatMap(memberRow);
  return [context(plain(search ? `No member matches “${search}”.` : 'Nobody has joined yet.'))];
}

function memberRow(member: ListedMember): KnownBlock[] {
  const seen = member.lastSeenAt ? ` · last seen ${slackDate(member.lastSeenAt)}` : '';
  return [
    section(plain(member.displayName)),
    context(
      plain(member.email),
      mrkdwn(`*${roleName(member.role)}* · joined ${slackDate(member.joinedAt)}${seen}`),
      ...(member.slackUserId ? [mrkdwn(`<@${member.slackUserId}>`)] : []),
      ...(member.isDeactivatedInSlack ? [mrkdwn('*deactivated in Slack*')] : []),
    ),
    actions(
      `member_${member.id}`,
      button(changeRoleButton, 'Change role', {
        value: member.id,
        spoken: `Change role of ${member.displayName}`,
      }),
      button(removeButton, 'Remove', {
        value: member.id,
        spoken: `Remove ${member.displayName}`,
        style: 'danger',
      }),
    ),
  ];
}

const refusalTexts = {
  not_an_admin: 'Only admins can do this, and you are not one.',
  gone: 'This member is not there any more.',
  last_admin:
    'Then nobody could act as admin, as far as we know. Make somebody else an Admin first.',
  oneself: "You can't remove yourself. Ask another admin.",
  slack_silent:
    "Nothing was changed, because Slack didn't answer who this is there, and what else ends depends on that. Please try again in a minute; if it stays like this, the app has to be installed again.",
} as const satisfies Record<MemberRefusal, string>;

/** Why a member wasn't changed or removed. */
export function memberRefusalText(refusal: MemberRefusal): string {
  return refusalTexts[refusal];
}

/** What ended along with somebody's rights, for the sentence on what came of it. */
export function endedText({ revokedInvitations, replacedLinks }: Ended): string {
  const revoked = `${revokedInvitations} ${revokedInvitations === 1 ? 'invitation' : 'invitations'} revoked`;
  const replaced = `${replacedLinks} ${replacedLinks === 1 ? 'link' : 'links'} replaced`;
  const parts = [
    ...(revokedInvitations > 0 ? [revoked] : []),
    ...(replacedLinks > 0 ? [replaced] : []),
  ];
  return parts.length > 0 ? ` ${parts.join(', ')}.` : '';
}
