import type { KnownBlock, ModalView } from '@slack/types';
import { roleName } from '../../members/rules.ts';
import { actions, button, context, exact, mrkdwn, plain, section } from '../../shared/blocks.ts';
import { firstPage, type ListPage, pageSize, rangeText } from '../../shared/listing.ts';
import { boldLetters, cut, letters, slackDate } from '../../shared/mrkdwn.ts';
import type { BroughtIn } from '../person-rules.ts';
import { personTexts as texts } from '../texts/person.ts';
import { personRef } from './person-blocks.ts';

export const broughtDetailsButton = 'home.brought_details';
export const broughtBackButton = 'home.brought_back';
export const broughtPageButtons = {
  newest: 'home.brought_newest',
  previous: 'home.brought_newer',
  next: 'home.brought_older',
} as const;

/** Whom somebody brought in, each with the way to their card. It stands where their own card stood. */
export function broughtModal(ref: string, page: ListPage<BroughtIn>, name: string): ModalView {
  return {
    type: 'modal',
    title: plain(texts.broughtTitle, 24),
    close: plain(texts.close, 24),
    private_metadata: JSON.stringify({ ref }),
    blocks: [
      section(exact(texts.broughtBy(boldLetters(cut(name, 300))))),
      ...page.rows.map(broughtRow),
      ...(page.rows.length === 0 ? [context(plain(texts.nobodyBrought))] : []),
      ...(page.rows.length === 0 ? [] : [context(mrkdwn(rangeText(page)))]),
      actions('pages', ...pageButtons(page), button(broughtBackButton, texts.back, { value: ref })),
    ],
  };
}

function broughtRow({ ref, name, email, role, isRemoved, at }: BroughtIn): KnownBlock {
  const first = [
    boldLetters(cut(name, 300)),
    ...(name === email ? [] : [letters(email)]),
    ...(role === undefined || isRemoved ? [] : [roleName(role)]),
  ];
  const second = [texts.joined(slackDate(at)), ...(isRemoved ? [texts.wasRemoved] : [])];
  const details = button(broughtDetailsButton, texts.details, {
    value: personRef(ref.kind, ref.id),
    spoken: texts.spokenDetails(name),
  });
  return section(exact(`${first.join(' · ')}\n${second.join(' · ')}`), details);
}

function pageButtons({ previous, next, place }: ListPage<unknown>) {
  const turn = (id: string, label: string, to: ListPage<unknown>['next']) =>
    to ? [button(id, label, { value: JSON.stringify(to) })] : [];
  const newest = place.before > pageSize ? firstPage : undefined;
  return [
    ...turn(broughtPageButtons.newest, texts.newest, newest),
    ...turn(broughtPageButtons.previous, texts.newer, previous),
    ...turn(broughtPageButtons.next, texts.older, next),
  ];
}
