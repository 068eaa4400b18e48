/** The name of the button that shows a link, and of the dialog that it opens. */
export const copyLinkTitle = 'Copy link';

export const copyLinkTexts = {
  submit: 'Send it to me',
  close: 'Done',
  label: 'Invite link',
} as const;

export const chooseLinkTexts = {
  submit: 'Show link',
  close: 'Cancel',
  label: 'Pending invitation',
  hint: 'Type part of the address.',
  placeholder: 'name@example.com',
} as const;

/** What the dialog says once the link is on its way as a DM. */
export const linkSentText = '✅ Sent. Check your messages from this app.';

/** What screen readers say of the button, where several people have one. */
export function copyLinkFor(email: string): string {
  return `Copy link for ${email}`;
}

/** Whose link is shown. */
export function linkOfText(email: string): string {
  return `${email}'s invite link`;
}

/** The same where nothing else says that it works once. */
export function linkOnceText(email: string): string {
  return `${linkOfText(email)} (works once)`;
}

/** What stands under a link. */
export function linkNote(until: string): string {
  return `It works once, until ${until}. Send it only to them: whoever opens it first can join.`;
}

/** What stands above a dialog in place of a link that can't be shown. */
export function noLinkWarning(why: string): string {
  return `⚠️ ${why}`;
}
