import type { Role } from '../../members/rules.ts';
import { readAddressText } from '../../shared/address-text.ts';
import { asTyped } from '../../shared/mrkdwn.ts';
import type { Unclear } from '../rules.ts';
import { type CommandToken, roleMeant } from './command-words.ts';

/** Whom a command names: an address as typed, a person or group in Slack, or a name that Slack made no person of. */
export type Invitee =
  | { readonly kind: 'address'; readonly typed: string }
  | { readonly kind: 'person'; readonly slackUserId: string }
  | { readonly kind: 'handle'; readonly typed: string }
  | { readonly kind: 'group'; readonly slackGroupId: string; readonly typed: string };

/** What somebody asks for with the text after the command. */
export type CommandText = { readonly kind: 'dialog' | 'many' } | ActText | LookText;

/** What sends something or shows a link. */
export type ActText =
  | { readonly kind: 'links' }
  | { readonly kind: 'link'; readonly typed: string }
  | { readonly kind: 'invite'; readonly invitees: readonly Invitee[]; readonly role: Role };

/** What only tells something. */
export type LookText =
  | { readonly kind: 'list' }
  | { readonly kind: 'help' }
  | { readonly kind: 'usage' }
  | ({ readonly kind: 'unclear' } & Unclear);

/**
 * Reads the text after the command. Addresses and people may come in any order, as they were pasted: names
 * beside addresses are passed over, the words admin or member may stand before or behind them all. What can't be an
 * address is kept, to be told; a word that may change what is meant makes it unclear.
 */
export function parseCommandText(text: string): CommandText {
  const words = text.split(/\s+/).filter((word) => /[^,;]/.test(word));
  const [first] = words;
  if (first === undefined) return { kind: 'dialog' };
  const { tokens, asides } = readTokens(text);
  switch (first.toLowerCase()) {
    case 'link':
      return linkOf(tokens.slice(1));
    case 'many':
    case 'links':
    case 'list':
    case 'help':
      return words.length === 1 ? { kind: first.toLowerCase() as 'links' } : { kind: 'usage' };
  }
  const invitees = distinct(tokens);
  if (invitees.length === 0) return { kind: 'usage' };
  const meant = roleMeant(tokens, asides);
  if (!meant.ok) return { kind: 'unclear', ...meant.refusal };
  return { kind: 'invite', invitees, role: meant.value ?? 'member' };
}

/** Whose link is asked for with the text after the command for links, if one person's. */
export function whoseLink(text: string): string | undefined {
  const asked = linkOf(readTokens(text).tokens);
  return asked.kind === 'link' ? asked.typed : undefined;
}

/**
 * A mention as Slack sends it with should_escape, unless it is part of something longer: of a person, <@U123|name>, or of
 * a group, <!subteam^S123|@group>. https://docs.slack.dev/messaging/formatting-message-text
 */
const mention =
  /(?<![\p{L}\p{N}@.])<(?:@([UW][A-Z0-9]+)(?:\|[^<>]*)?|!(subteam\^[A-Z0-9]+(?:\|[^<>]*)?))>(?![\p{L}\p{N}@])/u;

function readTokens(text: string): { tokens: CommandToken[]; asides: string[] } {
  const tokens: CommandToken[] = [];
  const asides: string[] = [];
  for (const [index, part] of text.split(mention).entries()) {
    // Split by a pattern with two groups: behind each part is what they took, one of them nothing.
    if (part === undefined) continue;
    if (index % 3 === 1) {
      tokens.push({ kind: 'person', slackUserId: part });
      continue;
    }
    if (index % 3 === 2) {
      tokens.push(groupOf(part));
      continue;
    }
    const read = readAddressText(asTyped(part));
    tokens.push(...read.tokens);
    asides.push(...read.asides);
  }
  return { tokens, asides };
}

/** The group, called as whoever mentions it calls it. */
function groupOf(mentioned: string): CommandToken {
  const [what = '', name] = mentioned.split('|');
  const slackGroupId = what.replace(/^subteam\^/, '');
  return { kind: 'group', slackGroupId, typed: name || `@${slackGroupId}` };
}

/** Whose link is asked for: one address, or one word that is none. */
function linkOf(tokens: readonly CommandToken[]): CommandText {
  const [found, another] = tokens.filter(({ kind }) => kind === 'address' || kind === 'wrong');
  if (found?.kind === 'address' && !another) return { kind: 'link', typed: found.to.email };
  const [only, more] = tokens;
  if (more) return { kind: 'usage' };
  if (only?.kind === 'wrong') return { kind: 'link', typed: only.typed };
  return only?.kind === 'word' ? { kind: 'link', typed: only.text } : { kind: 'usage' };
}

/** Everybody who is named, each once, where they stood first. */
function distinct(tokens: readonly CommandToken[]): Invitee[] {
  const invitees = new Map<string, Invitee>();
  for (const token of tokens) {
    const [name, invitee] = inviteeOf(token) ?? [];
    if (name !== undefined && invitee && !invitees.has(name)) invitees.set(name, invitee);
  }
  return [...invitees.values()];
}

/** Whom a token names, and what is the same for all tokens that name them. */
function inviteeOf(token: CommandToken): [string, Invitee] | undefined {
  switch (token.kind) {
    case 'address':
      return [token.to.address, { kind: 'address', typed: token.to.email }];
    case 'wrong': {
      const { typed } = token;
      const isHandle = /^@[^@]+$/.test(typed);
      return [typed.toLowerCase(), { kind: isHandle ? 'handle' : 'address', typed }];
    }
    case 'person':
      return [token.slackUserId, token];
    case 'group':
      return [token.slackGroupId, token];
    case 'word':
    case 'break':
      return undefined;
  }
}
