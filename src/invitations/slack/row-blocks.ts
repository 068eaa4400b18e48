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
import {
  emailText,
  emptyText,
  filterName,
  invitedByText,
  momentTexts,
  resendAllLabel,
  resendAllQuestion,
  statusName,
  unknownReason,
} from '../texts/home.ts';
import { actBlocks } from './act-blocks.ts';

export const filterSelect = 'home.filter';
export const resendAllButton = 'home.resend_all';

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
} as const satisfies Record<InvitationStatus, string>;

function invitationRow(invitation: ListedInvitation, now: Date): KnownBlock[] {
  const status = invitationStatus(invitation, now);
  const ends = {
    pending: invitation.expiresAt,
    accepted: invitation.acceptedAt,
    expired: invitation.expiresAt,
    revoked: invitation.revokedAt,
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
    ...actBlocks(invitation, status),
  ];
}
