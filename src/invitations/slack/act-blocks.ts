import type { ActionsBlockElement, Button } from '@slack/types';
import { detailsButton } from '../../members/slack/member-blocks.ts';
import { button, plain } from '../../shared/blocks.ts';
import { actsOn, type InvitationAct, type ListedStatus } from '../act-rules.ts';
import type { Invitation } from '../rules.ts';
import { copyLinkFor, copyLinkTitle } from '../texts/copy-link.ts';
import { actTexts, rowTexts } from '../texts/home.ts';
import { copyLinkButton } from './copy-link-blocks.ts';

/** What the ids of an act's buttons begin with; the act itself stands behind it and in the value. */
export const actButton = 'home.invitation_act_';
export const invitationMenu = 'home.invitation_menu';
/** Below a message about an email that didn't arrive. */
export const changeAddressButton = 'invitations.change_address';

/** What is pressed or chosen with an invitation, as it stands in the values of buttons and menus. */
export type ChosenAct = Exclude<InvitationAct, 'copy_link'>;

/** Slack's menus have five entries at most; what isn't here stands in the person's card. */
const menuActs: readonly InvitationAct[] = [
  'resend',
  'change_role',
  'change_address',
  'replace',
  'revoke',
];

/** What can be done with an invitation in its row: the likeliest at one press, its card, and the others in a menu. */
export function rowElements(
  invitation: Invitation,
  status: ListedStatus,
): readonly ActionsBlockElement[] {
  const [first, ...others] = actsOn(status);
  if (!first) return [];
  const inMenu = others.filter((act) => act !== 'copy_link' && menuActs.includes(act));
  return [
    actElement(invitation, first),
    detailsElement(invitation),
    ...(inMenu.length > 0 ? [menu(invitation, inMenu)] : []),
  ];
}

/** Everything that can be done with an invitation, as buttons. */
export function actElements(invitation: Invitation, status: ListedStatus): Button[] {
  return actsOn(status).map((act) => actElement(invitation, act));
}

/** Opens the person's card. */
export function detailsElement({ id, email }: Invitation): Button {
  const value = `invitation:${id}`;
  return button(detailsButton, rowTexts.details, { value, spoken: rowTexts.spokenDetails(email) });
}

function actElement(invitation: Invitation, act: InvitationAct): Button {
  const { id, email } = invitation;
  if (act === 'copy_link') {
    return button(copyLinkButton, copyLinkTitle, { value: id, spoken: copyLinkFor(email) });
  }
  const { label, spoken } = actTexts[act];
  const value = chosenValue(invitation, act);
  return button(`${actButton}${act}`, label, { value, spoken: spoken(email) });
}

function menu(invitation: Invitation, acts: readonly InvitationAct[]) {
  const options = acts.flatMap((act) =>
    act === 'copy_link'
      ? []
      : [{ text: plain(actTexts[act].label), value: chosenValue(invitation, act) }],
  );
  return { type: 'overflow', action_id: invitationMenu, options } as const;
}

/** What comes back when it is chosen: the act, and on what. A link is replaced only if it is still the one seen. */
function chosenValue({ id, generation }: Invitation, act: ChosenAct): string {
  return `${act}:${id}${act === 'replace' ? `:${generation}` : ''}`;
}
