const minute = 60_000;

/**
 * How long nothing is tried, doubled each time in vain. Who signs in wrongly more than a few times in ten minutes
 * is banned by many servers; one that was only started again is back soon, and what only refusals of recipients show
 * may be wrong.
 */
export const pauses = {
  unreachable: { first: minute / 2, max: 5 * minute },
  suspected: { first: 2 * minute, max: 5 * minute },
  certain: { first: 2 * minute, max: 30 * minute },
};

/** The one pause of all emails, in the app's time. */
export function createPause(now: () => number) {
  let ms = 0;
  let until = 0;
  return {
    isOver: () => now() >= until,
    lengthen({ first, max }: { first: number; max: number }): void {
      ms = ms === 0 ? first : Math.min(ms * 2, max);
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
