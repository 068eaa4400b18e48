import { parseRole, type Role } from '../members/rules.ts';
import { unescapeMrkdwn } from '../shared/mrkdwn.ts';

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

const keywords = ['link', 'links', 'list', 'help'];

/**
 * Reads the text after the command. Addresses and people may come in any order, parted by spaces, commas or
 * semicolons, with the word admin or member anywhere. What can't be an address is kept, to be told.
 */
export function parseCommandText(text: string): CommandText {
  // A semicolon that ends one of Slack's &amp; &lt; &gt; parts nothing.
  const words = text.split(/(?:[\s,]|(?<!&(?:amp|lt|gt));)+/).filter((word) => word !== '');
  const [first, second] = words;
  if (first === undefined) return { kind: 'dialog' };
  const keyword = keywords.find((each) => each === first.toLowerCase());
  if (keyword) return parseKeyword(keyword, words.length, second);
  const roles = new Set(words.flatMap((word) => parseRole(word.toLowerCase()) ?? []));
  const invitees = distinct(
    words.filter((word) => parseRole(word.toLowerCase()) === undefined).map(toInvitee),
  );
  const isInvite = invitees.some((each) => each.kind === 'person' || each.typed.includes('@'));
  const [role = 'member'] = roles;
  return isInvite && roles.size <= 1 ? { kind: 'invite', invitees, role } : { kind: 'usage' };
}

function parseKeyword(keyword: string, words: number, second: string | undefined): AskedText {
  if (keyword === 'link') {
    return words === 2 && second ? { kind: 'link', typed: addressIn(second) } : { kind: 'usage' };
  }
  return words === 1 && (keyword === 'links' || keyword === 'list' || keyword === 'help')
    ? { kind: keyword }
    : { kind: 'usage' };
}

/** Each once, where it stood first. */
function distinct(invitees: readonly Invitee[]): Invitee[] {
  const names = invitees.map((each) =>
    each.kind === 'person' ? each.slackUserId : each.typed.toLowerCase(),
  );
  return invitees.filter((_, index) => names.indexOf(names[index] ?? '') === index);
}

function toInvitee(word: string): Invitee {
  // With should_escape, Slack sends people as <@U123|name>.
  const person = /^<@([UW][A-Z0-9]+)(?:\|[^>]*)?>$/.exec(word);
  return person?.[1]
    ? { kind: 'person', slackUserId: person[1] }
    : { kind: 'address', typed: addressIn(word) };
}

/** The address as it was typed: Slack may send it as <mailto:ana@example.com|ana@example.com>, and escapes &<>. */
function addressIn(word: string): string {
  const typed = /^<mailto:([^|>]+)(?:\|[^>]*)?>$/.exec(word)?.[1] ?? word;
  return unescapeMrkdwn(typed);
}
