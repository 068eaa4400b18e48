import type { ActionsBlockElement, HomeView, KnownBlock } from '@slack/types';
import { importRows } from '../../imports/slack/home-blocks.ts';
import { openDialogButton, openManyButton } from '../../invitations/slack/blocks.ts';
import { invitationBlocks } from '../../invitations/slack/row-blocks.ts';
import type { Actor } from '../../members/rules.ts';
import { memberBlocks } from '../../members/slack/member-blocks.ts';
import { mayAsk } from '../../requests/rules.ts';
import { askForInvitationButton, requestsRow } from '../../requests/slack/home-blocks.ts';
import { settingsBlocks } from '../../settings/slack/blocks.ts';
import { actions, button, context, header, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { countText, type ListPage, rangeText } from '../../shared/listing.ts';
import { privacyPath, siteTexts, supportPath } from '../../shared/site-paths.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import type { AdminHome, HomeState, HomeTabName } from '../rules.ts';
import { askText, homeTexts, memberHomeTexts, searchTexts } from '../texts.ts';

export const tabButton = 'home.tab_';
const searchBlock = 'search';
export const searchInput = 'home.search';
export const pageButton = { previous: 'home.previous', next: 'home.next' } as const;
export const accountLink = 'home.open_account';

/**
 * The Home tab of an admin. `notice` says what came of the last press, when that isn't visible anyway;
 * `emailTrouble` that no email can be sent.
 */
export function adminHome(
  home: AdminHome,
  more: {
    notice?: string | undefined;
    billingUrl: string | undefined;
    emailTrouble?: string | undefined;
    publicUrl: string;
  },
): HomeView {
  return view(home.state, [
    header(home.workspace.name),
    actions(
      'tabs',
      button(openDialogButton, homeTexts.invite, { style: 'primary' }),
      button(openManyButton, homeTexts.inviteMany),
      tab(home, 'invitations', homeTexts.invitations(countText(home.invitationTotal))),
      tab(home, 'members', homeTexts.members(countText(home.memberTotal))),
      tab(home, 'settings', homeTexts.settings),
    ),
    ...(more.emailTrouble ? [section(plain(more.emailTrouble))] : []),
    ...(more.notice ? [section(plain(more.notice))] : []),
    { type: 'divider' },
    ...bodyBlocks(home, more.billingUrl),
    siteLinks(more.publicUrl),
  ]);
}

function bodyBlocks(home: AdminHome, billingUrl: string | undefined): KnownBlock[] {
  const { body, state } = home;
  switch (body.tab) {
    case 'invitations':
      return [
        ...requestsRow(body.requests),
        ...importRows(body.imports),
        ...invitationBlocks(
          { ...home, ...state, page: body.page },
          searchField(state, searchTexts.invitations),
        ),
        ...pager(body.page),
      ];
    case 'members':
      return [
        searchField(state, searchTexts.members),
        ...memberBlocks(body.page.rows, state.text),
        ...pager(body.page),
      ];
    case 'settings':
      return settingsBlocks(home.workspace, body, billingUrl);
  }
}

function tab(home: AdminHome, name: HomeTabName, label: string): ActionsBlockElement {
  return button(`${tabButton}${name}`, label, home.state.tab === name ? { style: 'primary' } : {});
}

/** The field in which a list is searched. Its block changes with the text, or Slack would keep the old one. */
function searchField(
  state: HomeState,
  { label, placeholder }: { label: string; placeholder: string },
): KnownBlock {
  return {
    type: 'input',
    block_id: `${searchBlock}_${state.tab}_${state.text}`.slice(0, 255),
    dispatch_action: true,
    optional: true,
    label: plain(label),
    element: {
      type: 'plain_text_input',
      action_id: searchInput,
      max_length: 100,
      placeholder: plain(placeholder),
      ...(state.text && { initial_value: state.text }),
    },
  };
}

function pager(page: ListPage<unknown>): KnownBlock[] {
  if (page.rows.length === 0) return [];
  const { previous, next } = page;
  const buttons = [
    ...(previous
      ? [button(pageButton.previous, homeTexts.previous, { value: JSON.stringify(previous) })]
      : []),
    ...(next ? [button(pageButton.next, homeTexts.next, { value: JSON.stringify(next) })] : []),
  ];
  return [
    context(plain(rangeText(page))),
    ...(buttons.length > 0 ? [actions('pages', ...buttons)] : []),
  ];
}

/** The Home tab of everybody else: who they are here, and whom to ask. Nothing about invitations. */
export function memberHome(
  workspace: Workspace,
  actor: Actor,
  adminIds: readonly string[],
  publicUrl: string,
): HomeView {
  const { member } = actor;
  return view(undefined, [
    header(workspace.name),
    section(member ? mrkdwn(memberHomeTexts.role(member.role)) : plain(memberHomeTexts.noAccount)),
    section(mrkdwn(askText(adminIds))),
    ...(member
      ? [
          actions('account', ...(mayAsk(workspace, actor) ? [askForInvitationButton()] : []), {
            ...button(accountLink, memberHomeTexts.account),
            url: `${publicUrl}/account`,
          }),
        ]
      : []),
    siteLinks(publicUrl),
  ]);
}

/** What is kept about people, and where help is found. */
function siteLinks(publicUrl: string): KnownBlock {
  const links = [
    `<${publicUrl}${privacyPath}|${siteTexts.privacy}>`,
    `<${publicUrl}${supportPath}|${siteTexts.support}>`,
  ];
  return context(mrkdwn(links.join(' · ')));
}

function view(state: HomeState | undefined, blocks: KnownBlock[]): HomeView {
  return {
    type: 'home',
    blocks,
    ...(state && { private_metadata: JSON.stringify(state) }),
  };
}
