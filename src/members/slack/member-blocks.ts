import type { KnownBlock } from '@slack/types';
import { actions, button, context, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { slackDate } from '../../shared/mrkdwn.ts';
import { type ListedMember, roleName } from '../rules.ts';
import { memberRowTexts as texts } from '../texts.ts';

export const changeRoleButton = 'home.change_role';
export const removeButton = 'home.remove';

/** The rows of the members' tab. */
export function memberBlocks(members: readonly ListedMember[], search: string): KnownBlock[] {
  if (members.length > 0) return members.flatMap(memberRow);
  return [context(plain(search ? texts.noMatch(search) : texts.nobody))];
}

function memberRow(member: ListedMember): KnownBlock[] {
  const facts = [
    `*${roleName(member.role)}*`,
    texts.joined(slackDate(member.joinedAt)),
    ...(member.lastSeenAt ? [texts.lastSeen(slackDate(member.lastSeenAt))] : []),
  ];
  return [
    section(plain(member.displayName)),
    context(
      plain(member.email),
      mrkdwn(facts.join(' · ')),
      ...(member.slackUserId ? [mrkdwn(`<@${member.slackUserId}>`)] : []),
      ...(member.isDeactivatedInSlack ? [mrkdwn(`*${texts.deactivated}*`)] : []),
    ),
    actions(
      `member_${member.id}`,
      button(changeRoleButton, texts.changeRole, {
        value: member.id,
        spoken: texts.spokenChangeRole(member.displayName),
      }),
      button(removeButton, texts.remove, {
        value: member.id,
        spoken: texts.spokenRemove(member.displayName),
        style: 'danger',
      }),
    ),
  ];
}
