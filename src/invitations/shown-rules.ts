import { type InvitationId, parseInvitationId } from '../shared/ids.ts';
import type { Invitation } from './rules.ts';

/** What a button or dialog says of its invitation: which one it is, and to whom it goes as they were shown. */
export interface Shown {
  readonly id: InvitationId | undefined;
  readonly email: string | undefined;
}

/** For the value of a button. */
export function shownValue(id: InvitationId, email: string): string {
  return `${id} ${email}`;
}

/** What it says; buttons of an older version of the app say no address. */
export function readShown(value: unknown): Shown {
  const [id, ...email] = typeof value === 'string' ? value.split(' ') : [];
  return { id: parseInvitationId(id), email: email.length > 0 ? email.join(' ') : undefined };
}

/** The same of a dialog. */
export function shownIn(about: Record<string, unknown>): Shown {
  const { invitationId, email } = about;
  return {
    id: parseInvitationId(invitationId),
    email: typeof email === 'string' ? email : undefined,
  };
}

/** Whether it goes to another address by now than the one that an admin was shown (undefined if none). */
export function isAnother(
  { email }: Pick<Invitation, 'email'>,
  shown: string | undefined,
): boolean {
  return shown !== undefined && shown !== email;
}
