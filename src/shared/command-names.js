// @ts-check

// What the app's commands are called. The scripts that print the manifest read this very file, before anything is built,
// so that what the app declares to Slack is what it answers.

/** The command that invites people, unless SLACK_COMMAND says otherwise. */
export const usualCommand = '/invite-member';

/** Slack's own command for inviting into a channel, which it very probably lets no app have: answered where it does. */
export const slacksInvite = '/invite';

/** Slack's other own commands, whose names it refuses. */
export const slacksOwn =
  '/me /status /away /dnd /shrug /remind /msg /feed /who /collapse /expand /leave /join /open /search /topic /mute /pro /shortcuts'.split(
    ' ',
  );

/**
 * The command that copies links beside another one: typing /invite offers /invite-member and /invite-link.
 * @param {string} command
 * @returns {string}
 */
export function linkCommandOf(command) {
  return `${command === usualCommand ? slacksInvite : command}${linkEnding}`;
}

/** What the commands that copy links end in, and the others must not. */
export const linkEnding = '-link';

/**
 * By which names the app is called when `command` is configured: a team may have the manifest of another name, or of an
 * earlier version, whose second command was /invite-member-link.
 * @param {string} command
 * @returns {{ toInvite: string[], toCopyLinks: string[] }}
 */
export function commandsAnswered(command) {
  const toInvite = [...new Set([command, usualCommand, slacksInvite])];
  const toCopyLinks = new Set(toInvite.flatMap((name) => [linkCommandOf(name), name + linkEnding]));
  return { toInvite, toCopyLinks: [...toCopyLinks] };
}
