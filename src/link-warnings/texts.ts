import { manageRefusalText } from '../invitations/texts/refusals.ts';
import { byCount, countOf } from '../shared/count-text.ts';
import { cut } from '../shared/mrkdwn.ts';
import type { ReplacedLinks } from './rules.ts';

const warning = 'This link is for one person – whoever uses it first.';
const advice = 'Invite people one by one instead.';

/** What everybody in a conversation reads under an invite link. */
export const warningText = `⚠️ ${warning} ${advice}`;

/** Who posted it; text for mrkdwn. */
export function postedByText(posterId: string): string {
  return `Posted by <@${posterId}>`;
}

/** The same warning to the poster alone. */
export const privateWarningText = `⚠️ You posted an invite link. It's for one person – whoever uses it first. ${advice}`;

/** The same while the message is being written. */
export const composerTexts = {
  title: '⚠️ Only the first person to use this link gets in',
  warning: `⚠️ ${warning}`,
  advice,
} as const;

/** What stands under a link. */
export const underLinkTexts = {
  usable: '🔑 A personal invite link for one person',
  dead: 'This link no longer works.',
} as const;

/** What takes the place of the warning once nobody can join by what was posted. */
export function settledText(links: number): string {
  return byCount(links, {
    one: 'This link no longer works, so nobody can join with it.',
    other: 'These links no longer work, so nobody can join with them.',
  });
}

/** So many of those whose links were posted are named. */
const maxNamed = 3;

/** What an admin who posted the links of these invitees is asked. */
export function choiceText(emails: readonly string[]): string {
  const [first = ''] = emails;
  const named = emails.slice(0, maxNamed).map((email) => cut(email, 254));
  const more = emails.length - named.length;
  const all = new Intl.ListFormat('en').format([...named, ...(more > 0 ? [`${more} more`] : [])]);
  return byCount(emails.length, {
    one: `You posted ${cut(first, 254)}'s invite link. Anyone there could use it. Replace it? They'll get a new one.`,
    other: `You posted ${countOf(emails.length, 'invite link')}, for ${all}. Anyone there could use them. Replace them? They'll get new ones.`,
  });
}

/** The buttons of that question. */
export function choiceLabels(links: number): { replace: string; keep: string } {
  return byCount(links, {
    one: { replace: 'Replace link', keep: 'Keep it' },
    other: { replace: `Replace ${countOf(links, 'link')}`, keep: 'Keep them' },
  });
}

/** What is asked once more before links are replaced. */
export function replaceQuestion(links: number): { title: string; text: string; yes: string } {
  return byCount(links, {
    one: {
      title: 'Replace this link?',
      text: "The link you posted stops working right away, even where it was emailed. The person it's for gets an email with a new one.",
      yes: 'Replace',
    },
    other: {
      title: `Replace ${countOf(links, 'link')}?`,
      text: "The links you posted stop working right away, even where they were emailed. The people they're for get an email with a new one.",
      yes: 'Replace',
    },
  });
}

/** What came of replacing. */
export function replacedText({ replaced, refusals }: ReplacedLinks): string {
  const done = byCount(replaced, {
    one: "✅ Done. The link you posted no longer works, and the person it's for gets a new one.",
    other: `✅ Done. The ${countOf(replaced, 'link')} you posted no longer work, and the people they're for get new ones.`,
  });
  const why = [...new Set(refusals.map((refusal) => `⚠️ ${whyNot(refusal)}`))];
  return [...(replaced > 0 ? [done] : []), ...why].join('\n');
}

function whyNot(refusal: ReplacedLinks['refusals'][number]): string {
  return refusal === 'gone'
    ? 'I no longer know which links these were. Please replace them in my Home tab.'
    : manageRefusalText(refusal);
}
