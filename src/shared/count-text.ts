const rules = new Intl.PluralRules('en');

/** The nouns that are counted on our screens, in both forms. */
const nouns = {
  invitation: 'invitations',
  link: 'links',
  'invite link': 'invite links',
  member: 'members',
  person: 'people',
  request: 'requests',
  attempt: 'attempts',
  'failed try': 'failed tries',
  day: 'days',
  hour: 'hours',
  minute: 'minutes',
  seat: 'seats',
  session: 'sessions',
  'recovery code': 'recovery codes',
} as const;

export type CountedNoun = keyof typeof nouns;

/** The noun's form after a number: one member, 0 members. A text such as "1,000+" is a number as people read it. */
export function nounFor(count: number | string, noun: CountedNoun): string {
  const isOne = typeof count === 'string' ? count === '1' : rules.select(count) === 'one';
  return isOne ? noun : nouns[noun];
}

/** Which of two sentences is right for a number: about one thing, or about none or several. */
export function byCount<Text>(count: number, texts: { one: Text; other: Text }): Text {
  return texts[rules.select(count) === 'one' ? 'one' : 'other'];
}

/** A number with its noun, as in "1 member" and "1,000 members". */
export function countOf(count: number, noun: CountedNoun): string {
  return `${count.toLocaleString('en')} ${nounFor(count, noun)}`;
}

/** How long there is to wait, in minutes or, from an hour and a half on, in hours; at least a minute. */
export function waitText(ms: number): string {
  const minutes = Math.max(Math.ceil(ms / 60_000), 1);
  return minutes > 90 ? countOf(Math.ceil(minutes / 60), 'hour') : countOf(minutes, 'minute');
}

const hourMs = 3_600_000;

/** How long from now something happens, as in "in 5 days"; in the largest unit of which there are at least two. */
export function inText(ms: number): string {
  const hours = Math.round(ms / hourMs);
  if (hours >= 36) return `in ${countOf(Math.round(hours / 24), 'day')}`;
  if (ms >= 1.5 * hourMs) return `in ${countOf(hours, 'hour')}`;
  return `in ${countOf(Math.max(Math.ceil(ms / 60_000), 1), 'minute')}`;
}
