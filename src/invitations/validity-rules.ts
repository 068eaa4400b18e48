const dayMs = 86_400_000;

/** For how many days an inviter may let a link work. */
export const offeredDays = [1, 3, 7, 14, 30] as const;

export type OfferedDays = (typeof offeredDays)[number];

/** Reads from outside how many days were chosen; undefined for as configured, and for whatever isn't offered. */
export function parseDays(value: unknown): OfferedDays | undefined {
  return offeredDays.find((days) => String(days) === String(value));
}

/** For how long a link works after each sending: as the inviter chose, else as configured. */
export function validityMs(validDays: number | undefined, inviteTtlMs: number): number {
  return validDays === undefined ? inviteTtlMs : validDays * dayMs;
}

/** So long before the end an invitee is reminded. */
export const remindBeforeMs = 2 * dayMs;

/** For so many days after they expired invitations stand in lists; later only a search finds them. */
export const daysListed = 90;
/** So long after they expired they are deleted. The record keeps what was done. */
export const expiredKeptMs = 365 * dayMs;
