import type { KnownBlock, Overflow } from '@slack/types';
import { actions, button, confirmation, plain } from '../../shared/blocks.ts';
import { cut } from '../../shared/mrkdwn.ts';
import { actsOn, type InvitationAct } from '../act-rules.ts';
import type { Invitation, InvitationStatus } from '../rules.ts';
import { copyLinkFor, copyLinkTitle } from '../texts/copy-link.ts';
import { revokeQuestion, rowTexts, spokenTexts } from '../texts/home.ts';
import { copyLinkButton } from './copy-link-blocks.ts';

export const resendButton = 'home.resend';
export const extendButton = 'home.extend';
export const changeAddressButton = 'invitations.change_address';
export const revokeButton = 'home.revoke';
export const inviteAgainButton = 'home.invite_again';
export const invitationMenu = 'home.invitation_menu';

/** What the menu of a pending invitation offers, as it stands in its options; Slack takes five. */
const menuActs = ['resend', 'change_role', 'change_address', 'replace', 'revoke'] as const;
export type MenuAct = (typeof menuActs)[number];

const menuLabels = {
  resend: rowTexts.resend,
  change_role: rowTexts.changeRole,
  change_address: rowTexts.changeAddress,
  replace: rowTexts.replace,
  revoke: rowTexts.revoke,
} as const satisfies Record<MenuAct, string>;

/** What can be done with an invitation: side by side, and behind a menu what there is no room for. */
export function actBlocks(invitation: Invitation, status: InvitationStatus): KnownBlock[] {
  const acts = actsOn(status);
  if (acts.length === 0) return [];
  const inMenu = status === 'pending' ? menuActs.filter((act) => acts.includes(act)) : [];
  const beside = acts.filter((act) => !inMenu.some((each) => each === act));
  return [
    actions(
      `invitation_${invitation.id}`,
      ...beside.flatMap((act) => actButton(act, invitation)),
      ...(inMenu.length > 0 ? [menu(invitation, inMenu)] : []),
    ),
  ];
}

function menu({ id, generation }: Invitation, acts: readonly MenuAct[]): Overflow {
  return {
    type: 'overflow',
    action_id: invitationMenu,
    options: acts.map((act) => ({
      text: plain(menuLabels[act]),
      value: `${act}:${id}${act === 'replace' ? `:${generation}` : ''}`,
    })),
  };
}

function actButton(act: InvitationAct, { id, email }: Invitation) {
  const about = (spoken: string) => ({ value: id, spoken });
  switch (act) {
    case 'copy_link':
      return [button(copyLinkButton, copyLinkTitle, about(copyLinkFor(email)))];
    case 'resend': {
      const resend = { ...about(spokenTexts.resend(email)), style: 'primary' } as const;
      return [button(resendButton, rowTexts.resend, resend)];
    }
    case 'extend':
      return [button(extendButton, rowTexts.extend, about(spokenTexts.extend(email)))];
    case 'change_address': {
      const spoken = about(spokenTexts.changeAddress(email));
      return [button(changeAddressButton, rowTexts.changeAddress, spoken)];
    }
    case 'revoke': {
      const confirm = confirmation(revokeQuestion(cut(email, 180)));
      const revoke = { ...about(spokenTexts.revoke(email)), confirm };
      return [button(revokeButton, rowTexts.revoke, revoke)];
    }
    case 'invite_again':
      return [
        button(inviteAgainButton, rowTexts.inviteAgain, about(spokenTexts.inviteAgain(email))),
      ];
    default:
      // Only behind the menu.
      return [];
  }
}
