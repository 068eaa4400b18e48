import type { MailTroubleKind } from './mail-trouble.ts';
import { type Delivery, slotsPerChannel } from './rules.ts';

const minute = 60_000;

/**
 * How long nothing is tried, doubled each time in vain. Who signs in wrongly more than a few times in ten minutes
 * is banned by many servers; one that was only started again is back soon.
 */
export const pauses = {
  unreachable: { first: minute / 2, longest: 5 * minute },
  others: { first: 2 * minute, longest: 30 * minute },
};

/** The one pause of all e-mails, in the app's time. */
export function createPause(now: () => number) {
  let ms = 0;
  let until = 0;
  return {
    isOver: () => now() >= until,
    lengthen(kind: MailTroubleKind): void {
      const { first, longest } = kind === 'unreachable' ? pauses.unreachable : pauses.others;
      ms = ms === 0 ? first : Math.min(ms * 2, longest);
      until = now() + ms;
    },
    again(): void {
      until = now() + ms;
    },
    end(): void {
      ms = 0;
      until = 0;
    },
  };
}

/**
 * Tells whose fault a refusal is that may be about us or about the recipient: about us when more of them than are
 * under way at the same moment, to more than one domain, come with nothing taken in between; about the recipient
 * when the server took another e-mail since this one was asked for.
 */
export function createSuspicion(now: () => number) {
  let takenAt = Number.NEGATIVE_INFINITY;
  let refusals = 0;
  const domains = new Set<string>();
  return {
    /** An e-mail was taken. */
    taken(): void {
      takenAt = now();
      refusals = 0;
      domains.clear();
    },
    about({ createdAt, recipient }: Delivery): 'us' | 'them' | 'unclear' {
      if (takenAt >= createdAt.getTime()) return 'them';
      refusals += 1;
      domains.add(recipient.slice(recipient.lastIndexOf('@') + 1).toLowerCase());
      return refusals > slotsPerChannel && domains.size > 1 ? 'us' : 'unclear';
    },
  };
}
