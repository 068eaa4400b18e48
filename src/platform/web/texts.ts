import { countOf } from '../../shared/count-text.ts';

/** What pages say that belong to no feature, by their status. */
export const statusTexts = {
  400: {
    title: "We couldn't read that",
    message: "Something in it isn't the way our pages send it. Open the page again and retry.",
  },
  403: {
    title: 'This form came from somewhere else',
    message:
      "For your safety, we didn't accept it. Open the page itself and send the form from there.",
  },
  404: {
    title: 'Page not found',
    message: 'Check the address. If it came in a message, make sure you copied all of it.',
  },
  405: {
    title: "That can't be done here",
    message: "This address exists, but it doesn't do that. Go back and try another way.",
  },
  413: {
    title: "That's too large",
    message: "It's more than our forms can take. Go back and send less text or a smaller picture.",
  },
  415: {
    title: "We couldn't read that form",
    message: "It was sent in a way we don't support. Open the page and send its form.",
  },
  500: {
    title: 'Something went wrong',
    message:
      "It's our fault, and it has been logged. Try again in a moment. If it keeps happening, send this reference to an admin of your workspace.",
  },
} as const;

/** When too many wait for the same work. */
export const busyTexts = {
  title: "We're very busy right now",
  message: 'Nothing was done. Go back and try again in half a minute.',
} as const;

/** When the database is away or takes no changes. */
export const awayTexts = {
  title: 'Back in a moment',
  message:
    "We can't reach our database right now. Try again in half a minute. If it keeps happening, send this reference to an admin of your workspace.",
  retry: 'Try again',
} as const;

/** When somebody did something too often. */
export const tooManyTexts = {
  title: 'Too many attempts',
  message: (minutes: number) =>
    `To keep everyone's account safe, please wait ${minutes === 1 ? 'a minute' : countOf(minutes, 'minute')} before you try again.`,
} as const;

/** What stands on any page. */
export const pageTexts = {
  back: 'Back to the form',
  optional: '(optional)',
  reference: (ref: string) => `Reference: ${ref}`,
  toCheck: (count: number) =>
    count === 1 ? 'Please check one thing' : 'Please check a few things',
} as const;
