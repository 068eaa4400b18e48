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
import type { ListPage } from '../../shared/listing.ts';
import { cut, slackDate } from '../../shared/mrkdwn.ts';
import {
  type InvitationFilter,
  type InvitationStatus,
  invitationFilters,
  invitationStatus,
  type ListedInvitation,
} from '../rules.ts';
import { copyLinkFor, copyLinkTitle } from '../texts/copy-link.ts';
import {
  emailText,
  emptyText,
  filterName,
  invitedByText,
  momentTexts,
  resendAllLabel,
  resendAllQuestion,
  revokeQuestion,
  rowTexts,
  spokenTexts,
  statusName,
  unknownReason,
} from '../texts/home.ts';
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
  const { page, filter, text, expiredTotal, now } = tab;
  return [
    actions('filter', filterMenu(filter), ...(expiredTotal > 0 ? [resendAll(expiredTotal)] : [])),
    search,
    ...(page.rows.length > 0
      ? page.rows.flatMap((row) => invitationRow(row, now))
      : [context(plain(emptyText(filter, text)))]),
  ];
}

function filterMenu(chosen: InvitationFilter) {
  const options = invitationFilters.map((filter) => ({
    text: plain(filterName(filter)),
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
  const confirm = { ...confirmation(resendAllQuestion(count)), style: 'primary' } as const;
  return button(resendAllButton, resendAllLabel(count), { confirm });
}

const marks = {
  pending: '🟡',
  accepted: '🟢',
  expired: '⚪',
  revoked: '🔴',
  declined: '🔴',
} as const satisfies Record<InvitationStatus, string>;

function invitationRow(invitation: ListedInvitation, now: Date): KnownBlock[] {
  const status = invitationStatus(invitation, now);
  const ends = {
    pending: invitation.expiresAt,
    accepted: invitation.acceptedAt,
    expired: invitation.expiresAt,
    revoked: invitation.revokedAt,
    declined: invitation.declinedAt,
  } as const satisfies Record<InvitationStatus, Date | undefined>;
  const end = slackDate(ends[status] ?? now);
  const when = momentTexts[status](slackDate(invitation.sentAt), end);
  const { emailDelivery } = invitation;
  const reason = cut(emailDelivery?.reason ?? unknownReason, 200);
  return [
    section(plain(`${marks[status]} ${invitation.email}`)),
    context(
      mrkdwn(`*${statusName(status)}* · ${roleName(invitation.role)} · ${when}`),
      plain(invitedByText(invitation.invitedByName)),
      plain(`✉️ ${emailText(emailDelivery, reason)}`),
    ),
    ...rowActions(invitation, status),
  ];
}

function rowActions(invitation: ListedInvitation, status: InvitationStatus): KnownBlock[] {
  const { id, email } = invitation;
  const blockId = `invitation_${id}`;
  if (status === 'expired') {
    const resend = { value: id, style: 'primary', spoken: spokenTexts.resend(email) } as const;
    const confirm = confirmation(revokeQuestion(cut(email, 180)));
    const revoke = { value: id, confirm, spoken: spokenTexts.revoke(email) };
    return [
      actions(
        blockId,
        button(resendButton, rowTexts.resend, resend),
        button(revokeButton, rowTexts.revoke, revoke),
      ),
    ];
  }
  if (status !== 'pending') return [];
  const option = (label: string, act: MenuAct, more = '') => ({
    text: plain(label),
    value: `${act}:${id}${more}`,
  });
  const spoken = copyLinkFor(email);
  return [
    actions(blockId, button(copyLinkButton, copyLinkTitle, { value: id, spoken }), {
      type: 'overflow',
      action_id: invitationMenu,
      options: [
        option(rowTexts.resend, 'resend'),
        option(rowTexts.replace, 'replace', `:${invitation.generation}`),
        option(rowTexts.revoke, 'revoke'),
      ],
    }),
  ];
}
