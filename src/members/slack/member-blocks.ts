import type { KnownBlock } from '@slack/types';
import { actions, button, context, exact, plain, section } from '../../shared/blocks.ts';
import { boldLetters, letters, slackDate } from '../../shared/mrkdwn.ts';
import { type ListedMember, roleName } from '../rules.ts';
import { memberRowTexts as texts } from '../texts.ts';

export const changeRoleButton = 'home.change_role';
export const signOutButton = 'home.sign_out_member';
export const removeButton = 'home.remove';
export const detailsButton = 'home.details';

/** The rows of the members' tab. */
export function memberBlocks(members: readonly ListedMember[]): KnownBlock[] {
  if (members.length === 0) return [context(plain(texts.nobody))];
  return members.flatMap(memberRow);
}

function memberRow(member: ListedMember): KnownBlock[] {
  const { id, displayName, slackUserId, lastSeenAt } = member;
  const facts = [
    boldLetters(displayName),
    letters(member.email),
    ...(slackUserId ? [`<@${slackUserId}>`] : []),
    roleName(member.role),
    texts.joined(day(member.joinedAt)),
    ...(lastSeenAt ? [texts.lastSeen(day(lastSeenAt))] : []),
    ...(member.isDeactivatedInSlack ? [`⚠️ ${texts.deactivated}`] : []),
  ];
  const spokenRemove = texts.spokenRemove(displayName);
  return [
    section(exact(facts.join(' · '))),
    actions(
      `member_${id}`,
      button(changeRoleButton, texts.changeRole, {
        value: id,
        spoken: texts.spokenChangeRole(displayName),
      }),
      button(removeButton, texts.remove, { value: id, spoken: spokenRemove }),
      button(detailsButton, texts.details, {
        value: `member:${id}`,
        spoken: texts.spokenDetails(displayName),
      }),
    ),
  ];
}

const day = (moment: Date): string => slackDate(moment, '{date_short_pretty}');
