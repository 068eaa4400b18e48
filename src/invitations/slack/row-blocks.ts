import type { KnownBlock } from '@slack/types';
import { roleName } from '../../members/rules.ts';
import {
  actions,
  button,
  confirmation,
  context,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { nounFor } from '../../shared/count-text.ts';
import { countText, type ListPage } from '../../shared/listing.ts';
import { cut, slackDate } from '../../shared/mrkdwn.ts';
import {
  type EmailDelivery,
  type InvitationFilter,
  type InvitationStatus,
  invitationFilters,
  invitationStatus,
  type ListedInvitation,
  statusName,
  type TooManyInvites,
} from '../rules.ts';
import { tooManyText } from './blocks.ts';
import { copyLinkButton } from './copy-link-blocks.ts';

export const filterSelect = 'home.filter';
export const resendButton = 'home.resend';
export const revokeButton = 'home.revoke';
export const resendAllButton = 'home.resend_all';
export const invitationMenu = 'home.invitation_menu';

/** What the menu of a pending invitation offers; the acts as they stand in its options. */
export type MenuAct = 'resend' | 'replace' | 'revoke';

/** What the tab with the invitations shows, and how it is filtered and searched. */
export interface InvitationsTab {
  readonly page: ListPage<ListedInvitation>;
  readonly filter: InvitationFilter;
  readonly text: string;
  readonly expiredTotal: number;
  readonly now: Date;
}

/** The tab with the invitations, without the search field's frame and the pager. */
export function invitationBlocks(tab: InvitationsTab, search: KnownBlock): KnownBlock[] {
  const { page, filter, expiredTotal, now } = tab;
  return [
    actions('filter', filterMenu(filter), ...(expiredTotal > 0 ? [resendAll(expiredTotal)] : [])),
    search,
    ...(page.rows.length > 0
      ? page.rows.flatMap((row) => invitationRow(row, now))
      : [context(plain(emptyText(tab)))]),
  ];
}

function filterMenu(chosen: InvitationFilter) {
  const options = invitationFilters.map((filter) => ({
    text: plain(filter === 'all' ? 'All' : statusName(filter)),
    value: filter,
  }));
  const initial = options[invitationFilters.indexOf(chosen)];
  return {
    type: 'static_select',
    action_id: filterSelect,
    options,
    ...(initial && { initial_option: initial }),
  } as const;
}

function resendAll(count: number) {
  const number = countText(count);
  const are = count === 1 ? 'is' : 'are';
  return button(resendAllButton, `Resend all expired (${number})`, {
    confirm: {
      ...confirmation({
        title: 'Resend all expired?',
        text: `${number} expired ${nounFor(count, 'invitation')} ${are} sent again, and the ${nounFor(count, 'link')} will work for the whole time anew.`,
        yes: 'Resend all',
      }),
      style: 'primary',
    },
  });
}

/** What came of sending the expired invitations again. */
export function resentText({
  sent,
  left,
  tooMany,
}: {
  sent: number;
  left: number;
  tooMany: TooManyInvites | undefined;
}): string {
  if (sent + left === 0) return 'No invitation is expired any more.';
  const why = tooMany
    ? `a limit is reached. ${tooManyText(tooMany)}`
    : 'no seat is free, or the domain is not allowed.';
  const rest = left > 0 ? ` ${left} could not be: ${why}` : '';
  return `${sent > 0 ? '✅' : '⚠️'} ${sent} sent again.${rest}`;
}

const marks = {
  pending: '🟡',
  accepted: '🟢',
  expired: '⚪',
  revoked: '🔴',
} as const satisfies Record<InvitationStatus, string>;

function invitationRow(invitation: ListedInvitation, now: Date): KnownBlock[] {
  const status = invitationStatus(invitation, now);
  const moments = {
    pending: `sent ${slackDate(invitation.sentAt)} · expires ${slackDate(invitation.expiresAt)}`,
    accepted: `sent ${slackDate(invitation.sentAt)} · accepted ${slackDate(invitation.acceptedAt ?? now)}`,
    expired: `sent ${slackDate(invitation.sentAt)} · expired ${slackDate(invitation.expiresAt)}`,
    revoked: `sent ${slackDate(invitation.sentAt)} · revoked ${slackDate(invitation.revokedAt ?? now)}`,
  } as const satisfies Record<InvitationStatus, string>;
  return [
    section(plain(`${marks[status]} ${invitation.email}`)),
    context(
      mrkdwn(`*${statusName(status)}* · ${roleName(invitation.role)} · ${moments[status]}`),
      plain(`invited by ${invitation.invitedByName}`),
      plain(`✉️ ${deliveryText(invitation.emailDelivery)}`),
    ),
    ...rowActions(invitation, status),
  ];
}

/** How the e-mail fares, in words. */
function deliveryText(delivery: EmailDelivery | undefined): string {
  const reason = cut(delivery?.reason ?? 'reason unknown', 200);
  const texts = {
    queued: 'waiting to be sent',
    sending: 'being sent',
    sent: 'delivered to the mail server',
    retrying: `retrying, ${reason}`,
    failed: `not delivered: ${reason}`,
    cancelled: `not sent: ${reason}`,
  } as const satisfies Record<EmailDelivery['state'], string>;
  return delivery ? texts[delivery.state] : 'no e-mail';
}

function rowActions(invitation: ListedInvitation, status: InvitationStatus): KnownBlock[] {
  const { id, email } = invitation;
  const blockId = `invitation_${id}`;
  if (status === 'expired') {
    const confirm = confirmation(revokeQuestion(email));
    return [
      actions(
        blockId,
        button(resendButton, 'Resend', {
          value: id,
          style: 'primary',
          spoken: `Resend to ${email}`,
        }),
        button(revokeButton, 'Revoke', {
          value: id,
          confirm,
          spoken: `Revoke the invitation of ${email}`,
        }),
      ),
    ];
  }
  if (status !== 'pending') return [];
  const option = (label: string, act: MenuAct, more = '') => ({
    text: plain(label),
    value: `${act}:${id}${more}`,
  });
  const spoken = `Copy link for ${email}`;
  return [
    actions(blockId, button(copyLinkButton, 'Copy link', { value: id, spoken }), {
      type: 'overflow',
      action_id: invitationMenu,
      options: [
        option('Resend', 'resend'),
        option('Replace link', 'replace', `:${invitation.generation}`),
        option('Revoke', 'revoke'),
      ],
    }),
  ];
}

/** What is asked before an invitation is revoked. */
export function revokeQuestion(email: string): { title: string; text: string; yes: string } {
  return {
    title: 'Revoke this invitation?',
    text: `The link of ${cut(email, 180)} stops working at once. You can invite them again later.`,
    yes: 'Revoke',
  };
}

/** What is asked before an invitation's link is replaced. */
export function replaceQuestion(email: string): { title: string; text: string; yes: string } {
  return {
    title: 'Replace this link?',
    text: `The link that ${cut(email, 180)} has now stops working at once. They get an email with a new one.`,
    yes: 'Replace',
  };
}

function emptyText({ text, filter }: InvitationsTab): string {
  if (text) return `No invitation here has “${text}” in its address.`;
  const texts = {
    all: 'Nobody has been invited yet. Press Invite member to send the first invitation.',
    pending: 'No invitation is pending.',
    accepted: 'No invitation has been accepted yet.',
    expired: 'No invitation has expired.',
  } as const satisfies Record<InvitationFilter, string>;
  return texts[filter];
}
