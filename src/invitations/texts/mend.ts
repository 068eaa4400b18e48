import { type Role, roleName } from '../../members/rules.ts';
import { aRole } from '../../workspaces/texts.ts';
import type { AskAnswer } from '../rules.ts';

/** The dialog in which an invitee gets another role; a title fits 24 characters. */
export const roleDialogTexts = {
  title: 'Change role',
  what: (email: string, role: Role) =>
    `${email} is invited as ${aRole(roleName(role))}. Their link stays the same and no new email is sent: they'll see the new role when they open it.`,
  submit: 'Change role',
} as const;

/** The dialog in which it is chosen what an invitee gets. */
export const toolsDialogTexts = {
  title: 'Change tools',
  what: (email: string) =>
    `What ${email} can open after joining. Their link stays the same and no new email is sent.`,
  submit: 'Change tools',
} as const;

/** The dialog in which an invitation gets another address. */
export const addressDialogTexts = {
  title: 'Change address',
  label: 'Email address',
  hint: "The old link stops working right away. We'll email a new one to this address.",
  submit: 'Change address',
} as const;

/** What somebody is asked who typed an address that looks like a slip. */
export function didYouMeanText(meant: string): string {
  return `Did you mean ${meant}? If yours is right as it is, press ${addressDialogTexts.submit} again.`;
}

/** What came of it. */
export const mendedTexts = {
  role: (email: string, role: Role) =>
    `✅ ${email} is now invited as ${aRole(roleName(role))}. Their link stays the same.`,
  tools: (email: string) => `✅ ${email}'s tools were changed. Their link stays the same.`,
  address: (email: string) =>
    `✅ The invitation now goes to ${email}. The old link no longer works.`,
} as const;

/** The buttons of a direct message about somebody who asks for a new invitation. */
export const askTexts = {
  send: 'Send again',
  spokenSend: (email: string) => `Send an invitation to ${email} again`,
  ignore: 'Ignore',
  spokenIgnore: (email: string) => `Ignore that ${email} asks for a new invitation`,
} as const;

/** What takes the place of such a message: who answered first, and what. */
export function askAnsweredText(by: string, email: string, answer: AskAnswer): string {
  const texts = {
    sent: `✅ ${by} sent ${email} a new invitation.`,
    ignored: `${by} ignored ${email}'s request for a new invitation.`,
  } as const satisfies Record<AskAnswer, string>;
  return texts[answer];
}

/** What stands in the dialog beside what was just sent. */
export const undoTexts = {
  button: 'Undo',
  spoken: (email: string) => `Undo sending to ${email}`,
  untilThen: 'Until then you can undo it.',
  undone: (email: string) => `↩️ Undone. Nothing was sent to ${email}.`,
  putBack: (email: string) => `↩️ Undone. ${email}'s invitation is as it was before.`,
} as const;
