/** What Slack shows when something fails, wherever somebody acted. `ref` finds it in the log. */
export const faultTexts = {
  title: 'Something went wrong',
  close: 'Close',
  away: (ref: string) =>
    `We can't save anything right now (ref ${ref}). Try again in half a minute. If it keeps happening, send this reference to whoever runs the app.`,
  busy: (ref: string) =>
    `We're very busy right now, so nothing was done (ref ${ref}). Try again in a moment.`,
  notAccepted: (ref: string) =>
    `Slack no longer accepts this app (ref ${ref}). Please tell whoever runs it: it has to be installed again.`,
  lacksScopes: (ref: string) =>
    `Slack doesn't let this app do that (ref ${ref}). Please tell whoever runs it: a permission is missing, and it has to be installed again.`,
  asksToWait: (ref: string) => `Slack asked us to slow down (ref ${ref}). Try again in a minute.`,
  silent: (ref: string) => `Slack isn't responding right now (ref ${ref}). Try again in a minute.`,
} as const;

/** In a team that hasn't installed the app, or has removed it while something of it was still open. */
export function strangerText(installUrl: string | undefined): string {
  return installUrl === undefined
    ? "This app isn't set up for your Slack team, so nothing was done. Please ask whoever runs it."
    : `This app isn't installed in your Slack team any more, so nothing was done. To get it back, install it again: ${installUrl}`;
}

/** When Slack opens no dialog any more. */
export const tooLateText = "That took too long, so Slack didn't open the dialog. Try again.";

/** When somebody uses what another version of the app has shown. */
export const otherVersionTexts = {
  screenTitle: 'Please open it again',
  screen: 'This is from an older version of the app. Close it and open it again.',
  command:
    "This app doesn't know that command. It may have a new name: check the app's Home tab, or ask your Slack admins.",
} as const;
