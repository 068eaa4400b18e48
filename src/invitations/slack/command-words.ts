import { type Role, roles } from '../../members/rules.ts';
import type { AddressToken } from '../../shared/address-text.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { Unclear } from '../rules.ts';

/** What stands in the text after a command, in its order. */
export type CommandToken =
  | AddressToken
  | { readonly kind: 'person'; readonly slackUserId: string }
  | { readonly kind: 'group'; readonly slackGroupId: string; readonly typed: string };

/** The words that people have for each role. */
const wordsForRoles = {
  member: ['member', 'members'],
  admin: ['admin', 'admins', 'administrator', 'administrators'],
} as const satisfies Record<Role, readonly string[]>;

const roleWords: ReadonlyMap<string, Role> = new Map(
  roles.flatMap((role) => wordsForRoles[role].map((word) => [word, role] as const)),
);

/** Roles of other products, which nobody gets here: told, never taken for a name. */
const otherRoles = new Set([
  ...['owner', 'owners', 'guest', 'guests', 'user', 'users', 'editor', 'viewer', 'moderator'],
  ...['manager', 'maintainer', 'contributor', 'collaborator', 'superuser', 'superadmin', 'root'],
]);

/** Words that say nothing beside a role, an address or a person. */
const fillers = new Set([
  ...['as', 'a', 'an', 'and', 'role', 'invite', 'add', 'please', 'to', 'cc', 'with'],
]);

/** What somebody may want to be done with an invitation or member, which isn't done by a command. */
const otherActs = new Set([
  ...['revoke', 'remove', 'cancel', 'delete', 'uninvite', 'withdraw', 'undo', 'stop', 'do', 'not'],
  ...['dont', 'resend', 'remind', 'replace', 'copy', 'status', 'kick', 'ban', 'block', 'disable'],
  ...['deactivate', 'demote', 'promote', 'change', 'make'],
]);

/** What the first row of a spreadsheet says of the others. */
const columnNames = new Set(['email', 'e-mail', 'mail', 'address', 'name']);

/** Words between two addresses, people or ends of a row. */
interface Run {
  readonly words: readonly string[];
  readonly after: CommandToken | undefined;
  /** Whether an address or person stands before it: in its row, or anywhere. */
  readonly isBehind: { readonly inRow: boolean; readonly inText: boolean };
  readonly isFirst: boolean;
}

/** What stands between two breaks. */
interface Row {
  readonly hasInvitees: boolean;
  readonly runs: readonly Run[];
}

/**
 * The role that the words beside the addresses ask for, if they do. Names are passed over. Refused with the words
 * when they may be either, when somebody may take them for a role that there isn't, and when a role stands beside
 * some of the addresses only: the wrong role would be worse than a question.
 */
export function roleMeant(
  tokens: readonly CommandToken[],
  asides: readonly string[],
): Outcome<Role | undefined, Unclear> {
  const aside = asides.find((each) => isRoleWord(each));
  if (aside !== undefined) return unclear([aside]);
  const rows = rowsOf(tokens);
  const isList = rows.filter(({ hasInvitees }) => hasInvitees).length > 1;
  const asked: { role: Role; word: string; forAll: boolean }[] = [];
  let rowsWithout = 0;
  for (const row of rows) {
    const before = asked.length;
    for (const run of row.runs) {
      const found = rolesOfRun(run, isList);
      if (!found.ok) return found;
      const isBetween = run.isBehind.inRow && run.after !== undefined;
      for (const each of found.value) {
        if (isBetween) return unclear([each.word], 'one_role');
        asked.push({ ...each, forAll: !row.hasInvitees });
      }
    }
    if (row.hasInvitees && asked.length === before) rowsWithout += 1;
  }
  const isForSome = rowsWithout > 0 && !asked.some(({ forAll }) => forAll);
  const isOne = new Set(asked.map(({ role }) => role)).size <= 1;
  if (asked.length > 0 && (isForSome || !isOne)) {
    return unclear([...new Set(asked.map(({ word }) => word))], 'one_role');
  }
  return done(asked[0]?.role);
}

function unclear(words: readonly string[], why: Unclear['why'] = 'unknown') {
  return refused({ words, why });
}

function rolesOfRun(run: Run, isList: boolean): Outcome<{ role: Role; word: string }[], Unclear> {
  const words = run.words.filter((word) => !fillers.has(plainWord(word)) && hasLetters(word));
  const asked = words.flatMap((word) => {
    const role = roleWords.get(plainWord(word));
    return role ? [{ role, word }] : [];
  });
  const isName = run.after?.kind === 'address' && run.after.named;
  if (isOtherAct(run, words) && !isName) return unclear(words, 'other_act');
  if (asked.length > 0) {
    if (isName) return isSurname(words) ? done([]) : unclear(words);
    return asked.length === words.length ? done(asked) : unclear(words);
  }
  if (isName) return done([]);
  const other = words.find((word) => otherRoles.has(plainWord(word)));
  if (other !== undefined) return unclear([other]);
  return isUnknown(run, words, isList) ? unclear(words) : done([]);
}

/**
 * Whether words begin with another act: before somebody (a name begins with a capital, the text may as well), or on top
 * of a list, where they may be the names of its columns.
 */
function isOtherAct({ after, isFirst }: Run, words: readonly string[]): boolean {
  const [first = ''] = words;
  if (!otherActs.has(plainWord(first.replaceAll("'", '')))) return false;
  if (after !== undefined) return isFirst || /^\p{Ll}/u.test(first);
  return isFirst && !words.some((word) => columnNames.has(plainWord(word)));
}

/** Whether words before <ana@example.com> are a name for all that: Adam Admin, not admin Ana. */
function isSurname(words: readonly string[]): boolean {
  return words.every(
    (word, index) => !isRoleWord(word) || (index > 0 && /^\p{Lu}\p{Ll}/u.test(word)),
  );
}

/** Words that don't look like a name; before an address of a list they may be one all the same. */
function isUnknown(
  { after, isBehind, isFirst }: Run,
  [first = '']: readonly string[],
  isList: boolean,
): boolean {
  if (!/^\p{Ll}/u.test(first)) return false;
  const isBeforeAddress = after?.kind === 'address' || after?.kind === 'wrong';
  if (isBeforeAddress) return isFirst && !isList;
  return isBehind.inText || after?.kind === 'person' || after?.kind === 'group';
}

/** Whether a word names a role that there is. */
export function isRoleWord(word: string): boolean {
  return roleWords.has(plainWord(word));
}

/** Numbers and dates of other columns say nothing of a role. */
function hasLetters(word: string): boolean {
  return /\p{L}/u.test(word);
}

/** The word without what is written around it. */
function plainWord(word: string): string {
  return (
    /[\p{L}\p{M}\p{N}](?:[^\s,.:;!?"'()[\]]*[\p{L}\p{M}\p{N}])?/u
      .exec(word.slice(0, 50))?.[0]
      .toLowerCase() ?? ''
  );
}

function rowsOf(tokens: readonly CommandToken[]): Row[] {
  const rows: { hasInvitees: boolean; runs: Run[] }[] = [];
  let row = { hasInvitees: false, runs: [] as Run[] };
  let words: string[] = [];
  let isBehind = false;
  let isFirst = true;
  for (const token of [...tokens, { kind: 'break' } as const]) {
    if (token.kind === 'word') {
      words.push(token.text);
      continue;
    }
    const after = token.kind === 'break' ? undefined : token;
    if (words.length > 0) {
      const inRow = row.hasInvitees;
      row.runs.push({ words, after, isBehind: { inRow, inText: isBehind }, isFirst });
    }
    words = [];
    isFirst &&= after === undefined && row.runs.length === 0;
    isBehind ||= after !== undefined;
    row.hasInvitees ||= after !== undefined;
    if (after) continue;
    rows.push(row);
    row = { hasInvitees: false, runs: [] };
  }
  return rows;
}
