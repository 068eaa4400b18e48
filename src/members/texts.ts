import type { AvatarProblem } from '../platform/avatar-picture.ts';
import { type DisplayNameProblem, longestDisplayName } from './rules.ts';

/** What is wrong with a display name, in words. */
export const displayNameTexts = {
  empty: 'Please tell us your name.',
  too_long: `Please use at most ${longestDisplayName} characters.`,
  odd_characters: 'Your name has characters in it that can not be shown. Please type it anew.',
} as const satisfies Record<DisplayNameProblem, string>;

/** What is wrong with a picture, in words. */
export const avatarTexts = {
  too_large: 'This picture is larger than 20 MB. Please choose a smaller one.',
  too_many_pixels:
    'This picture has too many pixels: more than 50 million, or 24 million as PNG or progressive JPEG. Please choose a smaller one.',
  heic: "This is a HEIC picture, as iPhones keep them, and those can't be read here. Please save it as JPEG, or choose another one.",
  not_a_picture: 'This is not a picture that we can use. Please choose a PNG, JPEG or WebP file.',
  damaged:
    'This picture could not be read: the file seems to be damaged. Please choose another one.',
  too_slow: 'This picture took too long to read. Please choose a smaller one.',
  busy: 'Too many pictures came in at this moment. Please try again in a minute.',
} as const satisfies Record<AvatarProblem, string>;

/** What is wrong with the picture of somebody who joined without it, in words. */
export function leftOutText(problem: AvatarProblem): string {
  return `You joined without your picture. ${avatarTexts[problem]}`;
}
