import type { ActionsBlockElement, KnownBlock } from '@slack/types';
import { detailsButton } from '../../members/slack/member-blocks.ts';
import {
  actions,
  button,
  confirmation,
  context,
  exact,
  plain,
  section,
} from '../../shared/blocks.ts';
import type { ListPage } from '../../shared/listing.ts';
import { cut } from '../../shared/mrkdwn.ts';
import {
  type Attention,
  type Counts,
  type InvitationFilter,
  type InvitationStatus,
  invitationFilters,
  invitationStatus,
  type ListedInvitation,
  totalsOf,
} from '../rules.ts';
import { copyLinkFor, copyLinkTitle } from '../texts/copy-link.ts';
import {
  emptyTexts,
  filterLabel,
  resendAllLabel,
  resendAllQuestion,
  revokeQuestion,
  rowTexts,
  spokenTexts,
} from '../texts/home.ts';
import { invitationLine } from '../texts/stand.ts';
import { invitationActs } from './act-blocks.ts';
import { copyLinkButton } from './copy-link-blocks.ts';

export const filterSelect = 'home.filter';
export const resendButton = 'home.resend';
export const revokeButton = 'home.revoke';
export const resendAllButton = 'home.resend_all';
export const invitationMenu = 'home.invitation_menu';

/** What the tab with the invitations shows. */
export interface InvitationsTab {
  readonly page: ListPage<ListedInvitation>;
  readonly filter: InvitationFilter;
  readonly counts: Counts;
  readonly attention: Attention;
  readonly now: Date;
  /** Who looks at it, by their Slack user. */
  readonly viewerId: string;
}

/** The tab with the invitations, without the pager; `beside` stands beside the choice of a list. */
export function invitationBlocks(
  tab: InvitationsTab,
  beside: readonly ActionsBlockElement[],
): KnownBlock[] {
  const { page, filter, counts, now, viewerId } = tab;
  const { expired } = counts;
  return [
    actions('filter', filterMenu(tab), ...beside, ...(expired > 0 ? [resendAll(expired)] : [])),
    ...(page.rows.length > 0
      ? page.rows.flatMap((row) => invitationRow(row, now, viewerId))
      : [context(plain(emptyTexts[filter]))]),
  ];
}

function filterMenu({ filter: chosen, counts, attention }: InvitationsTab) {
  const totals = totalsOf(counts, attention);
  const options = invitationFilters.map((filter) => ({
    text: plain(filterLabel(filter, totals[filter])),
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

function invitationRow(invitation: ListedInvitation, now: Date, viewerId: string): KnownBlock[] {
  const line = exact(invitationLine(invitation, now, viewerId));
  const status = invitationStatus(invitation, now);
  const details = button(detailsButton, rowTexts.details, {
    value: `invitation:${invitation.id}`,
    spoken: spokenTexts.details(invitation.email),
  });
  const acts = rowActs(invitation, status);
  if (acts.length === 0) return [section(line, details)];
  const more = status === 'expired' ? [details] : [];
  return [section(line), actions(`invitation_${invitation.id}`, ...acts, ...more)];
}

/** The one or two likeliest at one press; the others in a menu. */
function rowActs(invitation: ListedInvitation, status: InvitationStatus): ActionsBlockElement[] {
  const { id, email } = invitation;
  if (status === 'expired') {
    const confirm = confirmation(revokeQuestion(cut(email, 180)));
    const revoke = { value: id, confirm, spoken: spokenTexts.revoke(email) };
    return [
      button(resendButton, rowTexts.resend, { value: id, spoken: spokenTexts.resend(email) }),
      button(revokeButton, rowTexts.revoke, revoke),
    ];
  }
  if (status !== 'pending') return [];
  const entries = invitationActs(invitation, status).slice(0, maxEntries - 1);
  const details = { label: rowTexts.details, value: `details:${id}` };
  return [
    button(copyLinkButton, copyLinkTitle, { value: id, spoken: copyLinkFor(email) }),
    {
      type: 'overflow',
      action_id: invitationMenu,
      options: [...entries, details].map(({ label, value }) => ({ text: plain(label), value })),
    },
  ];
}

/** Slack's menus have five entries at most; whatever else there is stands behind the last one. */
const maxEntries = 5;
