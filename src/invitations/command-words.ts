import type { Role } from '../members/rules.ts';
import type { AddressToken } from '../shared/address-text.ts';
import { done, type Outcome, refused } from '../shared/outcome.ts';

/** What stands in the text after a command, in its order. */
export type CommandToken = AddressToken | { readonly kind: 'person'; readonly slackUserId: string };

/** The roles by the words that people have for them. */
const roleWords: ReadonlyMap<string, Role> = new Map([
  ['admin', 'admin'],
  ['admins', 'admin'],
  ['administrator', 'admin'],
  ['administrators', 'admin'],
  ['member', 'member'],
  ['members', 'member'],
]);

/** Roles of other products, which nobody gets here: told, never taken for a name. */
const otherRoles = new Set([
  ...['owner', 'owners', 'guest', 'guests', 'user', 'users', 'editor', 'viewer', 'moderator'],
  ...['manager', 'maintainer', 'contributor', 'collaborator', 'superuser', 'superadmin', 'root'],
]);

/** Words that say nothing beside a role or between addresses. */
const fillers = new Set(['as', 'a', 'an', 'and', 'role']);

/** Words between two addresses, people, breaks or ends of the text. */
interface Run {
  readonly words: readonly string[];
  readonly after: CommandToken | undefined;
  /** Whether an address or person stands anywhere before. */
  readonly isBehind: boolean;
}

/**
 * The roles that the words beside the addresses ask for, each once. Names are passed over. Refused with the
 * words when they may be either, or when somebody may take them for a role that there isn't: the wrong role
 * would be worse than a question.
 */
export function rolesMeant(
  tokens: readonly CommandToken[],
  asides: readonly string[],
): Outcome<Role[], string[]> {
  const aside = asides.find((each) => isRoleWord(each));
  if (aside !== undefined) return refused([aside]);
  const roles = new Set<Role>();
  for (const run of runsOf(tokens)) {
    const found = rolesOfRun(run);
    if (!found.ok) return found;
    for (const role of found.value) roles.add(role);
  }
  return done([...roles]);
}

function rolesOfRun(run: Run): Outcome<Role[], string[]> {
  const words = run.words.filter((word) => !fillers.has(word.toLowerCase()));
  const asked = words.flatMap((word) => roleWords.get(plainWord(word)) ?? []);
  const isName = run.after?.kind === 'address' && run.after.named;
  if (asked.length > 0) {
    if (isName) return isSurname(words) ? done([]) : refused(words);
    return asked.length === words.length ? done(asked) : refused(words);
  }
  if (isName) return done([]);
  const other = words.find((word) => otherRoles.has(plainWord(word)));
  if (other !== undefined) return refused([other]);
  return isUnknown(run, words) ? refused(words) : done([]);
}

/** Whether words before <ana@example.com> are a name for all that: Adam Admin, not admin Ana. */
function isSurname(words: readonly string[]): boolean {
  return words.every(
    (word, index) => !isRoleWord(word) || (index > 0 && /^\p{Lu}\p{Ll}/u.test(word)),
  );
}

/** Words behind an address, or beside somebody in Slack, that don't look like a name. */
function isUnknown({ after, isBehind }: Run, words: readonly string[]): boolean {
  const isBeforeAddress = after?.kind === 'address' || after?.kind === 'wrong';
  if (isBeforeAddress || !/^\p{Ll}/u.test(words[0] ?? '')) return false;
  return isBehind || after?.kind === 'person';
}

function isRoleWord(word: string): boolean {
  return roleWords.has(plainWord(word));
}

/** The word without what is written around it. */
function plainWord(word: string): string {
  return (
    /[\p{L}\p{M}\p{N}](?:[^\s,.:;!?"'()[\]]*[\p{L}\p{M}\p{N}])?/u
      .exec(word.slice(0, 50))?.[0]
      .toLowerCase() ?? ''
  );
}

function runsOf(tokens: readonly CommandToken[]): Run[] {
  const runs: Run[] = [];
  let words: string[] = [];
  let isBehind = false;
  for (const token of [...tokens, undefined]) {
    if (token?.kind === 'word') {
      words.push(token.text);
      continue;
    }
    if (words.length > 0) runs.push({ words, after: token, isBehind });
    words = [];
    isBehind ||= token !== undefined && token.kind !== 'break';
  }
  return runs;
}
