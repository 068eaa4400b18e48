import type { Invitation, InvitationStatus } from '../rules.ts';
import { rowTexts, spokenTexts } from '../texts/home.ts';

/** What the menu of an invitation offers; the acts as they stand in its options and buttons. */
export type MenuAct = 'resend' | 'replace' | 'revoke' | 'details';

/** An act as it is offered. */
export interface OfferedAct {
  readonly act: MenuAct;
  readonly label: string;
  /** What screen readers say of it where it is a button. */
  readonly spoken: string;
  /** What comes back when it is chosen: the act, and on what. */
  readonly value: string;
}

/** Everything that admins can do with an invitation, the likeliest first: the one place for its row and its card. */
export function invitationActs(
  { id, email, generation }: Invitation,
  status: InvitationStatus,
): readonly OfferedAct[] {
  const offer = (act: Exclude<MenuAct, 'details'>, more = ''): OfferedAct => ({
    act,
    label: rowTexts[act],
    spoken: spokenTexts[act](email),
    value: `${act}:${id}${more}`,
  });
  const offered = {
    pending: [offer('resend'), offer('replace', `:${generation}`), offer('revoke')],
    expired: [offer('resend'), offer('revoke')],
    accepted: [],
    revoked: [],
  } as const satisfies Record<InvitationStatus, readonly OfferedAct[]>;
  return offered[status];
}
