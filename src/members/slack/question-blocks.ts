import type { ModalView } from '@slack/types';
import { context, plain, section } from '../../shared/blocks.ts';
import { cut } from '../../shared/mrkdwn.ts';
import type { Ended, Loss, Member, SlackUserFound } from '../rules.ts';
import { roleField } from './role-field.ts';

export const removeCallback = 'home.remove_modal';
export const roleCallback = 'home.role_modal';
export const roleBlock = 'role';
export const roleInput = 'home.role';

/** What an admin is told before they take a member's rights. */
export interface Question {
  readonly member: Member;
  readonly isOneself: boolean;
  readonly whenRemoved: Ended;
  readonly whenDemoted: Ended;
  readonly otherAdmins: readonly string[];
  readonly inSlack: SlackUserFound;
  /** Slack's admins who count here; none when they don't, undefined when Slack didn't tell their names. */
  readonly slackAdmins: readonly string[] | undefined;
}

/** Asks before a member is removed, and says all that ends with it. */
export function removeModal(question: Question): ModalView {
  const { member, whenRemoved } = question;
  return {
    type: 'modal',
    callback_id: removeCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain('Remove member', 24),
    submit: plain('Remove', 24),
    close: plain('Cancel', 24),
    blocks: [
      section(plain(`Remove ${nameOf(member)}?`)),
      section(
        plain(
          `They lose access at this moment: all their sessions end now.${endedText(whenRemoved, 'account')}`,
        ),
      ),
      context(
        plain(
          `${slackText(question, "Being an owner or admin in Slack doesn't make them an admin here again; an invitation as Admin does.")}${remainText(question)}`,
        ),
      ),
    ],
  };
}

/** The dialog in which a member gets another role. */
export function roleModal(question: Question): ModalView {
  const { member } = question;
  return {
    type: 'modal',
    callback_id: roleCallback,
    private_metadata: JSON.stringify({ memberId: member.id }),
    title: plain('Change role', 24),
    submit: plain('Change role', 24),
    close: plain('Cancel', 24),
    blocks: [
      section(plain(nameOf(member))),
      roleField(roleBlock, roleInput, member.role),
      context(plain(`It takes effect at once.${demotionText(question)}`)),
    ],
  };
}

function nameOf({ displayName, email }: Member): string {
  return `${displayName} · ${email}`;
}

function demotionText(question: Question): string {
  const { member, isOneself, whenDemoted } = question;
  if (member.role !== 'admin') return '';
  const who = isOneself
    ? " As a Member you are no admin here any more, also if you are one in Slack, and can't undo that yourself."
    : ` ${slackText(question, 'As a Member they are no admin here any more, also if they are one in Slack.')}`;
  return `${who}${endedText(whenDemoted, 'admin_role')}${remainText(question)}`;
}

/** What becomes of them as an owner or admin in Slack, where those count; promised only if we know who they are. */
function slackText({ inSlack, slackAdmins }: Question, promise: string): string {
  const count = slackAdmins === undefined || slackAdmins.length > 0;
  if (inSlack.userId !== undefined || !count) return promise;
  if (!inSlack.answered) return "Slack doesn't say just now who they are there.";
  return 'Slack knows nobody by this address. If they are an owner or admin there by another one, they stay an admin here.';
}

/** What of the invitations ends, a sentence for each that there is. */
function endedText({ revokedInvitations, replacedLinks }: Ended, loss: Loss): string {
  const open = loss === 'account' ? 'open invitation' : 'open Admin invitation';
  const revoked =
    revokedInvitations === 1
      ? ` The ${open} that they sent is revoked.`
      : ` The ${revokedInvitations} ${open}s that they sent are revoked.`;
  const replaced =
    replacedLinks === 1
      ? ' One more invite link that they were shown stops working; its invitee gets a new one.'
      : ` ${replacedLinks} more invite links that they were shown stop working; the invitees get new ones.`;
  return `${revokedInvitations > 0 ? revoked : ''}${replacedLinks > 0 ? replaced : ''}`;
}

/** Who can act as an admin when this one can't any more; only of interest when they could. */
function remainText({ member, otherAdmins, slackAdmins }: Question): string {
  if (member.role !== 'admin') return '';
  const byRole = otherAdmins.length > 0 ? ` Admins then: ${listed(otherAdmins)}.` : '';
  const can = otherAdmins.length > 0 ? 'can act, too' : 'can still act';
  if (slackAdmins === undefined) return `${byRole} Slack's owners and admins ${can}.`;
  return slackAdmins.length > 0
    ? `${byRole} Slack's owners and admins ${can}: ${listed(slackAdmins)}.`
    : byRole;
}

const mostNamed = 5;

function listed(names: readonly string[]): string {
  const more = names.length - mostNamed;
  const shown = names
    .slice(0, mostNamed)
    .map((name) => cut(name, 80))
    .join(', ');
  return more > 0 ? `${shown} and ${more} more` : shown;
}
