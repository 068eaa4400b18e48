import type { KnownBlock, ModalView } from '@slack/types';
import { roleField } from '../invitations/slack-blocks.ts';
import { type ListedMember, type Member, type MemberRefusal, roleName } from '../members/rules.ts';
import {
  actions,
  button,
  confirmation,
  context,
  mrkdwn,
  plain,
  section,
} from '../shared/blocks.ts';
import { cut, slackDate } from '../shared/mrkdwn.ts';

export const changeRoleButton = 'home.change_role';
export const removeButton = 'home.remove';
export const roleCallback = 'home.role_modal';
export const roleBlock = 'role';
export const roleInput = 'home.role';

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
        confirm: confirmation({
          title: `Remove ${cut(member.displayName, 60)}?`,
          text: 'They lose access at this moment: all their sessions end now, and the invitations that they sent are revoked.',
          yes: 'Remove',
        }),
      }),
    ),
  ];
}

/** The dialog in which a member gets another role. */
export function roleModal(member: Member): ModalView {
  return {
    type: 'modal',
    callback_id: roleCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain('Change role', 24),
    submit: plain('Change role', 24),
    close: plain('Cancel', 24),
    blocks: [
      section(plain(`${member.displayName} · ${member.email}`)),
      roleField(roleBlock, roleInput, member.role),
      context(plain('It takes effect at once.')),
    ],
  };
}

const refusalTexts = {
  not_an_admin: 'Only admins can do this, and you are not one.',
  gone: 'This member is not there any more.',
  last_admin: 'This is the last Admin. Make somebody else an Admin first.',
  oneself: "You can't remove yourself. Ask another admin.",
} as const satisfies Record<MemberRefusal, string>;

/** Why a member wasn't changed or removed. */
export function memberRefusalText(refusal: MemberRefusal): string {
  return refusalTexts[refusal];
}
