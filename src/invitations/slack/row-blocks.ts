import type { ActionsBlockElement, KnownBlock } from '@slack/types';
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
import { listedStatus } from '../act-rules.ts';
import {
  type Attention,
  type Counts,
  type InvitationFilter,
  invitationFilters,
  type ListedInvitation,
  totalsOf,
} from '../rules.ts';
import { emptyTexts, filterLabel, resendAllLabel, resendAllQuestion } from '../texts/home.ts';
import { invitationLine } from '../texts/stand.ts';
import { detailsElement, rowElements } from './act-blocks.ts';

export const filterSelect = 'home.filter';
export const resendAllButton = 'home.resend_all';

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

/** The tab with the invitations, without the pager; `beside` stands in one block with the choice of a list. */
export function invitationBlocks(
  tab: InvitationsTab,
  blockId: string,
  beside: readonly ActionsBlockElement[],
): KnownBlock[] {
  const { page, filter, counts, now, viewerId } = tab;
  const { expired } = counts;
  return [
    actions(blockId, filterMenu(tab), ...beside, ...(expired > 0 ? [resendAll(expired)] : [])),
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
  const status = listedStatus(invitation, now);
  const elements = rowElements(invitation, status);
  if (elements.length === 0) return [section(line, detailsElement(invitation))];
  return [section(line), actions(`invitation_${invitation.id}`, ...elements)];
}
