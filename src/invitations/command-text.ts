import { parseRole, type Role } from '../members/rules.ts';

/** Whom a command names: an address as typed, or a person in Slack. */
export type Invitee =
  | { readonly kind: 'address'; readonly typed: string }
  | { readonly kind: 'person'; readonly slackUserId: string };

/** What somebody asks for with the text after the command. */
export type CommandText = { readonly kind: 'dialog' } | AskedText;

/** The same, answered with a message. */
export type AskedText =
  | { readonly kind: 'links' }
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' }
  | { readonly kind: 'link'; readonly typed: string }
  | { readonly kind: 'invite'; readonly invitees: readonly Invitee[]; readonly role: Role };

/**
 * Reads the text after the command. Addresses and people may come in any order, parted by spaces, commas or
 * semicolons, with the word admin or member anywhere. What can't be an address is kept, to be told.
 */
export function parseCommandText(text: string): CommandText {
  const words = text.split(/[\s,;]+/).filter((word) => word !== '');
  const [first, second] = words.map((word) => word.toLowerCase());
  if (first === undefined) return { kind: 'dialog' };
  if (words.length === 1 && (first === 'links' || first === 'list' || first === 'help')) {
    return { kind: first };
  }
  if (first === 'link' && words.length === 2 && second) {
    return { kind: 'link', typed: unwrapped(words[1] ?? '') };
  }
  const role = words.map((word) => parseRole(word.toLowerCase())).find((found) => found);
  const invitees = words
    .filter((word) => parseRole(word.toLowerCase()) === undefined)
    .map(toInvitee);
  const isInvite = invitees.some(({ kind, ...named }) =>
    kind === 'person' ? true : 'typed' in named && named.typed.includes('@'),
  );
  return isInvite ? { kind: 'invite', invitees, role: role ?? 'member' } : { kind: 'usage' };
}

function toInvitee(word: string): Invitee {
  // With should_escape, Slack sends people as <@U123|name>.
  const person = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word);
  return person?.[1]
    ? { kind: 'person', slackUserId: person[1] }
    : { kind: 'address', typed: unwrapped(word) };
}

/** The address inside <mailto:ana@example.com|ana@example.com>, as Slack may send it. */
function unwrapped(word: string): string {
  return /^<mailto:([^|>]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word;
}
