import type { WaysIn } from '../members/rules.ts';

const avatarProblems = [
  'too_large',
  'too_many_pixels',
  'heic',
  'not_a_picture',
  'damaged',
  'too_slow',
  'busy',
] as const;

/** Since when a member signs in with Slack, if they do, and whether they have no other way in. */
export interface SlackConnection {
  readonly since: Date | undefined;
  readonly isOnlyWay: boolean;
}

/** Whether a member gets in otherwise than by Slack. */
export function hasOtherWay({ hasPassword, hasPasskey }: Omit<WaysIn, 'slackLinkedAt'>): boolean {
  return hasPassword || hasPasskey;
}

/** Why no avatar could be made of a file. */
export type AvatarProblem = (typeof avatarProblems)[number];

/** Reads a problem from outside; undefined when it is none. */
export function parseAvatarProblem(value: unknown): AvatarProblem | undefined {
  return avatarProblems.find((problem) => problem === value);
}

/** Phones' pictures have up to so much, in browsers that don't make them smaller themselves. */
export const largestAvatarBytes = 20 * 1024 * 1024;
