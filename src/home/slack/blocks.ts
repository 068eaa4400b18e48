import type { ActionsBlockElement, HomeView, KnownBlock } from '@slack/types';
import { activityBlocks } from '../../activity/slack/blocks.ts';
import { importRows } from '../../imports/slack/home-blocks.ts';
import { seatsInUse } from '../../invitations/rules.ts';
import { openDialogButton, openManyButton } from '../../invitations/slack/blocks.ts';
import { findField } from '../../invitations/slack/person-blocks.ts';
import { invitationBlocks } from '../../invitations/slack/row-blocks.ts';
import { memberBlocks } from '../../members/slack/member-blocks.ts';
import { goneBlocks } from '../../members/slack/receipt-blocks.ts';
import { mayAsk } from '../../requests/rules.ts';
import { askForInvitationButton } from '../../requests/slack/home-blocks.ts';
import { reviewButton as reviewRequestsButton } from '../../requests/slack/request-blocks.ts';
import { settingsBlocks } from '../../settings/slack/blocks.ts';
import { actions, button, context, exact, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { countText, firstPage, type ListPage, pageSize, rangeText } from '../../shared/listing.ts';
import { boldLetters, cut, escapeMrkdwn, slackDate } from '../../shared/mrkdwn.ts';
import { privacyPath, siteTexts, supportPath } from '../../shared/site-paths.ts';
import { ownToolsBlocks, toolsBlocks } from '../../tools/slack/home-blocks.ts';
import {
  type AdminHome,
  type HomeState,
  type HomeTabName,
  type MemberHome,
  type Needed,
  neededNow,
} from '../rules.ts';
import {
  askText,
  homeTexts,
  joinedText,
  memberHomeTexts,
  neededTexts,
  ownInvitationTexts,
  reviewText,
} from '../texts.ts';

export const tabButton = 'home.tab_';
export const reviewButton = 'home.review';
export const pageButton = {
  newest: 'home.newest',
  previous: 'home.previous',
  next: 'home.next',
} as const;
export const accountLink = 'home.open_account';
export const joinLink = 'home.join';

/** What else a Home tab needs. */
export interface Around {
  /** What came of the last press, when that isn't visible anyway. */
  readonly notice: string | undefined;
  readonly billingUrl: string | undefined;
  /** That no email can be sent. */
  readonly emailTrouble: string | undefined;
  readonly publicUrl: string;
  /** The personal link of whoever looks at it and has an invitation. */
  readonly joinUrl: string | undefined;
}

/** The Home tab of an admin. */
export function adminHome(home: AdminHome, around: Around): HomeView {
  const { emailTrouble, notice, publicUrl } = around;
  const own = home.body.tab === 'invitations' ? home.body.own : undefined;
  return view(home.state, [
    ...invitedBlocks(own, home, around),
    titleBlock(home),
    actions('tabs', ...tabs(home, publicUrl)),
    ...(emailTrouble ? [section(plain(emailTrouble))] : []),
    ...(notice ? [section(plain(notice))] : []),
    ...bodyBlocks(home, around),
    siteLinks(publicUrl),
  ]);
}

/** Whether nobody was invited and nobody is there: then Home says how to begin. */
function isEmpty({ counts }: AdminHome): boolean {
  return Object.values(counts).every((count) => count === 0);
}

/** An empty one says how to begin in the place of the list, and not on top as well. */
function beginsBelow(home: AdminHome): boolean {
  return isEmpty(home) && home.state.tab === 'invitations';
}

function titleBlock(home: AdminHome): KnownBlock {
  const { members, pending, expired } = home.counts;
  const joined = joinedText(members, pending + expired);
  const name = boldLetters(cut(home.workspace.name, 300));
  const invite = button(openDialogButton, homeTexts.invite, { style: 'primary' });
  const needed = neededIn(home);
  const title = joined === '' ? name : `${name} · ${joined}`;
  // Beside the button there is room for two lines.
  const text = exact(needed ? `${title}\n${neededLine(needed)}` : title);
  return beginsBelow(home) ? section(text) : section(text, invite);
}

function tabs(home: AdminHome, publicUrl: string): ActionsBlockElement[] {
  const { members, pending, expired } = home.counts;
  return [
    tab(home, 'invitations', homeTexts.invitations(countText(pending + expired))),
    tab(home, 'members', homeTexts.members(countText(members))),
    tab(home, 'tools', homeTexts.tools),
    tab(home, 'activity', homeTexts.activity),
    tab(home, 'settings', homeTexts.settings),
    ...(beginsBelow(home) ? [] : [button(openManyButton, homeTexts.inviteMany)]),
    ...(home.viewer.member ? [accountButton(publicUrl)] : []),
  ];
}

function tab(home: AdminHome, name: HomeTabName, label: string): ActionsBlockElement {
  const shown = home.state.tab === name ? homeTexts.current(label) : label;
  return button(`${tabButton}${name}`, shown);
}

function accountButton(publicUrl: string): ActionsBlockElement {
  return { ...button(accountLink, homeTexts.account), url: accountUrlOf(publicUrl) };
}

function accountUrlOf(publicUrl: string): string {
  return `${publicUrl}/account`;
}

function bodyBlocks(home: AdminHome, { billingUrl, publicUrl }: Around): KnownBlock[] {
  const { body, counts, now, viewer } = home;
  switch (body.tab) {
    case 'invitations': {
      if (isEmpty(home)) return emptyBlocks();
      const { filter } = home.state;
      const viewerId = viewer.person.userId;
      const needed = neededIn(home);
      return [
        ...importRows(body.imports),
        ...invitationBlocks(
          { ...body, filter, counts, now, viewerId },
          `${findBlock('filter', home.state)}_${filter}`,
          [findField, ...(needed ? reviewOf(needed) : [])],
        ),
        ...pager(body.page, now),
      ];
    }
    case 'members':
      return [
        actions(findBlock('find', home.state), findField),
        ...goneBlocks(body.gone),
        ...memberBlocks(body.page.rows),
        ...pager(body.page, now),
      ];
    case 'tools':
      return toolsBlocks(body.tools);
    case 'activity':
      return [
        ...activityBlocks(body.activity, { publicUrl, hasAccount: viewer.member !== undefined }),
        ...pager(body.activity.page, now),
      ];
    case 'settings':
      return settingsBlocks(home.workspace, seatsInUse(counts), billingUrl);
  }
}

/** What is chosen in a field stays there as long as its block keeps its id. */
function findBlock(name: string, { finds }: HomeState): string {
  return `${name}_${finds}`;
}

/** How to begin. */
function emptyBlocks(): KnownBlock[] {
  return [
    section(plain(homeTexts.empty)),
    actions(
      'begin',
      button(openDialogButton, homeTexts.invite, { style: 'primary' }),
      button(openManyButton, homeTexts.inviteMany),
    ),
  ];
}

/** What needs somebody, if anything does. */
function neededIn({ body, counts }: AdminHome): Needed | undefined {
  return body.tab === 'invitations' ? neededNow(counts, body.attention, body.requests) : undefined;
}

function neededLine(needed: Needed): string {
  const { people, kinds } = neededTexts(needed);
  return `⚠️ *${people}*: ${kinds}`;
}

/** The ways to the first list of those who need somebody, and to the requests, which stand in none. */
function reviewOf({ byKind }: Needed): ActionsBlockElement[] {
  const [first] = byKind.filter(({ kind }) => kind !== 'requests');
  const requests = byKind.filter(({ kind }) => kind === 'requests');
  return [
    ...(first
      ? [button(reviewButton, reviewText(first.kind, first.count), { value: first.kind })]
      : []),
    ...requests.map(({ kind, count }) => button(reviewRequestsButton, reviewText(kind, count))),
  ];
}

function pager(page: ListPage<unknown>, now: Date): KnownBlock[] {
  if (page.rows.length === 0) return [];
  const { previous, next, place } = page;
  const turn = (id: string, label: string, to: ListPage<unknown>['next']) =>
    to ? [button(id, label, { value: JSON.stringify(to) })] : [];
  const newest = place.before > pageSize ? firstPage : undefined;
  const buttons = [
    ...turn(pageButton.newest, homeTexts.newest, newest),
    ...turn(pageButton.previous, homeTexts.newer, previous),
    ...turn(pageButton.next, homeTexts.older, next),
  ];
  return [
    context(mrkdwn(homeTexts.range(rangeText(page), slackDate(now, '{time}')))),
    ...(buttons.length > 0 ? [actions('pages', ...buttons)] : []),
  ];
}

/** The invitation of whoever looks at it, with their link, which they have in a direct message as well. */
function invitedBlocks(
  own: MemberHome['own'],
  { workspace }: Pick<AdminHome, 'workspace'>,
  { joinUrl }: Pick<Around, 'joinUrl'>,
): KnownBlock[] {
  if (!own || !joinUrl) return [];
  const team = cut(workspace.name, 200);
  const invited = ownInvitationTexts.invited(
    escapeMrkdwn(cut(own.invitedByName, 200)),
    escapeMrkdwn(team),
  );
  const join = button(joinLink, ownInvitationTexts.join(team), { style: 'primary' });
  return [section(exact(invited), { ...join, url: joinUrl })];
}

/** The Home tab of everybody else: who they are here, and whom to ask for what no button does. Nothing of others' invitations. */
export function memberHome(
  home: MemberHome,
  adminIds: readonly string[],
  around: Pick<Around, 'publicUrl' | 'joinUrl' | 'notice'>,
): HomeView {
  const { member } = home.viewer;
  const who = member && memberHomeTexts.role(member.role);
  const ask = mayAsk(home.workspace, home.viewer) ? [askForInvitationButton()] : [];
  const whomToAsk = askText(adminIds, accountOf(home), accountUrlOf(around.publicUrl));
  return view(undefined, [
    // For whoever was an admin when they opened what they press now.
    ...(around.notice ? [section(plain(around.notice))] : []),
    ...invitedBlocks(home.own, home, around),
    section(exact(memberTitle(home))),
    ...(who ? [section(mrkdwn(who))] : []),
    ...ownToolsBlocks(home.tools),
    ...(member ? [actions('account', ...ask, accountButton(around.publicUrl))] : []),
    ...(ask.length > 0 || home.own ? [] : [section(mrkdwn(whomToAsk))]),
    siteLinks(around.publicUrl),
  ]);
}

/** Guests, bots and people of other teams never count as members in Slack, so nothing is known there of their account. */
function accountOf({ workspace, viewer }: MemberHome): Parameters<typeof askText>[1] {
  const { person, member } = viewer;
  if (member) return 'known';
  return person.isFullMember && person.teamId === workspace.slackTeamId ? 'none' : 'unknown';
}

function memberTitle({ workspace, viewer: { member } }: MemberHome): string {
  const team = boldLetters(cut(workspace.name, 300));
  return member ? `${team} · ${escapeMrkdwn(member.displayName)}` : team;
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
