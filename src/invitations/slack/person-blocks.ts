import type { Button, ExternalSelect, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import { roleName } from '../../members/rules.ts';
import {
  changeRoleButton,
  removeButton,
  signOutButton,
} from '../../members/slack/member-blocks.ts';
import { memberRowTexts, memberText, signOutTexts } from '../../members/texts.ts';
import { actBlock } from '../../settings/slack/blocks.ts';
import {
  actions,
  button,
  context,
  exact,
  header,
  mrkdwn,
  plain,
  section,
} from '../../shared/blocks.ts';
import { nounFor } from '../../shared/count-text.ts';
import { countText } from '../../shared/listing.ts';
import { boldLetters, cut, letters, slackDate } from '../../shared/mrkdwn.ts';
import { newLinkOf } from '../../sign-in/slack/new-link-blocks.ts';
import { toolNamesText } from '../../tools/given-texts.ts';
import { listedStatus } from '../act-rules.ts';
import type { FoundPeople, InviteDelivery, PersonCard, PersonRef } from '../person-rules.ts';
import type { ListedInvitation } from '../rules.ts';
import { failureText, statusName, unknownReason } from '../texts/home.ts';
import { deliveryText, personTexts } from '../texts/person.ts';
import { standOf } from '../texts/stand.ts';
import { actElements } from './act-blocks.ts';
import { changeToolsButton } from './change-tools-blocks.ts';

export const findSelect = 'home.find_person';
export const reviewBroughtButton = 'home.brought_review';

/** Slack shows so much of an option's text, and of what stands below it. */
const maxOption = 75;

/** How a person is named in what comes back from Slack. */
export function personRef(kind: PersonRef['kind'], id: unknown): string {
  return `${kind}:${String(id)}`;
}

/** The field in which a person is found, by name and address. */
export const findField: ExternalSelect = {
  type: 'external_select',
  action_id: findSelect,
  min_query_length: 0,
  placeholder: plain(personTexts.find, 150),
};

/** People as its options; Slack takes at most 100. */
export function peopleOptions({ members, invitations, now }: FoundPeople): PlainTextOption[] {
  const option = (value: string, text: string, description: string): PlainTextOption => ({
    text: plain(text, maxOption),
    description: plain(description, maxOption),
    value,
  });
  return [
    ...members.map((member) => {
      const [text, role] = [memberText(member), roleName(member.role)];
      // Of a long name the address would be cut, by which people of one name are told apart.
      const facts = text.length > maxOption ? `${role} · ${member.email}` : role;
      return option(personRef('member', member.id), text, facts);
    }),
    ...invitations.map((each) =>
      option(personRef('invitation', each.id), each.email, statusName(listedStatus(each, now))),
    ),
  ].slice(0, 100);
}

/** A person's card: who they are, how they were invited, what can be done, and what was. */
export function personModal(card: PersonCard, notice?: string): ModalView {
  const { member, invitation, now } = card;
  const buttons = [
    ...(member ? memberButtons(card) : []),
    ...(invitation ? actElements(invitation, listedStatus(invitation, now)) : []),
  ];
  return {
    type: 'modal',
    title: plain(personTexts.title, 24),
    close: plain(personTexts.close, 24),
    blocks: [
      ...(notice ? [section(plain(notice))] : []),
      section(exact(headline(card))),
      ...(invitation ? [context(exact(invitedLine(invitation, card)))] : []),
      ...toolsBlocks(card),
      ...broughtBlocks(card),
      ...card.deliveries.map(deliveryBlock),
      ...(buttons.length > 0 ? [actions('acts', ...buttons)] : []),
      ...(card.history.length > 0
        ? [header(personTexts.history), ...card.history.map(actBlock)]
        : []),
    ],
  };
}

function headline({ member, invitation, now }: PersonCard): string {
  if (member) {
    const facts = [
      letters(member.email),
      memberRowTexts.joined(slackDate(member.joinedAt)),
      ...(member.lastSeenAt ? [memberRowTexts.lastSeen(slackDate(member.lastSeenAt))] : []),
    ];
    return `${boldLetters(member.displayName)} · ${roleName(member.role)}\n${facts.join(' · ')}`;
  }
  if (!invitation) return personTexts.gone;
  const first = `${boldLetters(cut(invitation.email, 320))} · ${roleName(invitation.role)}`;
  return `${first}\n${standOf(invitation, now)}`;
}

/** Who invited them and when, with who let those in where that goes further. */
function invitedLine(invitation: ListedInvitation, card: PersonCard): string {
  const { invitedByName, createdAt, expiresAt } = invitation;
  const { inviters, hasMoreInviters, now } = card;
  const at = slackDate(createdAt);
  const isMore = inviters.length > 1 || inviters.some(({ isRemoved }) => isRemoved);
  const invited = isMore
    ? personTexts.invitedByChain(inviterNames(card), hasMoreInviters, at)
    : personTexts.invited(letters(invitedByName), at);
  const isPending = listedStatus(invitation, now) === 'pending';
  return isPending ? `${invited} · ${personTexts.ends(slackDate(expiresAt))}` : invited;
}

function inviterNames({ inviters }: PersonCard): string[] {
  const isShared = (name: string) => inviters.filter((each) => each.name === name).length > 1;
  return inviters.map(({ name, email, isRemoved }) => {
    const whole =
      email !== null && isShared(name) ? memberText({ displayName: name, email }) : name;
    const shown = letters(cut(whole, 200));
    return isRemoved ? personTexts.removed(shown) : shown;
  });
}

function toolsBlocks({ tools, hasChoice, invitation }: PersonCard): KnownBlock[] {
  if (!invitation || (tools.length === 0 && !hasChoice)) return [];
  const names = toolNamesText(tools.map(({ name }) => name));
  const change = button(changeToolsButton, personTexts.changeTools, {
    value: invitation.id,
    spoken: personTexts.spokenChangeTools(invitation.email),
  });
  return [section(plain(personTexts.tools(names)), hasChoice ? change : undefined)];
}

/** Whom they brought in themselves. */
function broughtBlocks({ ref, brought }: PersonCard): KnownBlock[] {
  if (brought === 0) return [];
  const people = `${countText(brought)} ${nounFor(countText(brought), 'person')}`;
  const review = button(reviewBroughtButton, personTexts.review, {
    value: personRef(ref.kind, ref.id),
    spoken: personTexts.spokenReview,
  });
  return [section(plain(personTexts.brought(people)), review)];
}

function deliveryBlock({ reason, at, ...delivery }: InviteDelivery): KnownBlock {
  const why = cut(failureText(reason ?? unknownReason), 300);
  return context(mrkdwn(slackDate(at)), plain(deliveryText(delivery, why)));
}

function memberButtons({ member }: PersonCard): Button[] {
  if (!member) return [];
  const { id, displayName } = member;
  const texts = memberRowTexts;
  return [
    button(changeRoleButton, texts.changeRole, {
      value: id,
      spoken: texts.spokenChangeRole(displayName),
    }),
    button(signOutButton, signOutTexts.button, {
      value: id,
      spoken: signOutTexts.spoken(displayName),
    }),
    newLinkOf(member),
    button(removeButton, texts.remove, { value: id, spoken: texts.spokenRemove(displayName) }),
  ];
}
