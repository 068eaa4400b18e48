import * as z from 'zod';
import type { Outcome } from './outcome.ts';
import { isSendersAddress } from './sender.ts';

// The kinds of values that variables have, each with what is said of one that isn't.

/** Blanks around a value are nobody's intention. */
export const trimmed = z.string().trim();
/** Any text. */
export const present = trimmed.min(1, 'is empty');

/** What Slack's other tokens begin with, and what is to be said of one that is in the wrong place. */
const otherTokens: readonly (readonly [string, string])[] = [
  ['xoxp-', "is a person's token (xoxp-)"],
  ['xoxe', 'is a configuration or refresh token (xoxe)'],
  ['xapp-', 'is an app-level token (xapp-), which goes into SLACK_APP_TOKEN'],
  ['xoxb-', 'is a bot token (xoxb-), which goes into SLACK_BOT_TOKEN'],
];

/** One of Slack's tokens, which begins with `start` and is found at `place`. */
export const slackToken = (start: string, place: string) =>
  trimmed
    .superRefine((text, context) => {
      if (text.startsWith(start)) return;
      const [, other] = otherTokens.find(([begins]) => text.startsWith(begins)) ?? [];
      const message = other ?? `must start with ${start}`;
      context.addIssue({ code: 'custom', message: `${message}: copy ${place}` });
    })
    .refine((text) => !text.startsWith(start) || /^[\w.-]+$/.test(text.slice(start.length)), {
      message: unseenSigns(`${start} and then `),
    });

/** Something of Slack's that goes into addresses or headers. */
export const slackText = trimmed.regex(/^[\w.-]+$/, unseenSigns(''));

function unseenSigns(start: string): string {
  return `must be ${start}letters, digits, - and . only: copy it anew from Slack, as there may be signs that nobody sees`;
}

/** A number written in digits, from `min` to `max`. */
export const wholeNumber = (min: number, max: number) =>
  trimmed
    .regex(/^\d+$/, `must be a whole number from ${min} to ${max}`)
    .transform(Number)
    .refine((n) => n >= min && n <= max, `must be a whole number from ${min} to ${max}`);

const noCredentials = 'must have no user or password, as everybody can see it';

/** Gives it without slashes at its end. */
const httpUrl = trimmed
  .refine((text) => /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text), {
    message: 'must be a URL that starts with http:// or https://',
  })
  .transform((text) => text.replace(/\/+$/, ''));

/** A URL that everybody may see, or is led to. */
export const shownUrl = httpUrl.refine((text) => !URL.canParse(text) || !hasCredentials(text), {
  message: noCredentials,
});

function hasCredentials(text: string): boolean {
  const { username, password } = new URL(text);
  return username + password !== '';
}

/** Whatever would mean something else in a link is encoded (RFC 6068). */
function mailto(address: string): string {
  const at = address.lastIndexOf('@');
  const local = address.slice(0, at).replace(/[^\w.!$'*+~-]/g, encodeURIComponent);
  return `mailto:${local}${address.slice(at)}`;
}

/** Who can be asked for help: an address, or a page. Gives how that is shown, and where a link leads. */
export const contact = trimmed.transform((text, context) => {
  const isPage = /^https?:\/\/[^\s]+$/i.test(text) && URL.canParse(text);
  if (isPage && hasCredentials(text)) {
    context.addIssue({ code: 'custom', message: noCredentials });
    return z.NEVER;
  }
  if (isPage) return { shown: text.replace(/^https?:\/\//i, '').replace(/\/+$/, ''), href: text };
  const address = text.replace(/^mailto:/i, '');
  if (isSendersAddress(address)) return { shown: address, href: mailto(address) };
  context.addIssue({
    code: 'custom',
    message: 'must be one address, such as help@company.org, or a URL that starts with https://',
  });
  return z.NEVER;
});

/** The base of addresses, so nothing may stand behind its path. */
export const baseUrl = httpUrl.refine((text) => !/[?#@]/.test(text), 'must have no ?, # or user');

/** A domain whose hosts share cookies; a dot before it means the same. */
export const cookieDomain = trimmed
  .toLowerCase()
  .transform((text) => text.replace(/^\./, ''))
  .refine((text) => /^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$/.test(text), {
    message: 'must be a domain such as example.com',
  });

/** Links, forms, redirects and cookies all start at the root of a host. */
export const origin = httpUrl
  .refine((text) => !URL.canParse(text) || isOrigin(new URL(text)), {
    message: 'must be https:// and a host only, without a path, ?, # or user',
  })
  .transform((text) => new URL(text).origin);

function isOrigin({ username, password, pathname, search, hash }: URL): boolean {
  return username + password + search + hash === '' && pathname === '/';
}

/** A text that `parse` reads; what it refuses is told in its words. */
export function readBy<T>(parse: (text: string) => Outcome<T, string>) {
  return trimmed.transform((text, context): T => {
    const parsed = parse(text);
    if (parsed.ok) return parsed.value;
    context.addIssue({ code: 'custom', message: parsed.refusal });
    return z.NEVER;
  });
}

/** Of 32 random letters no fewer are different, but for one time in many millions. */
const minDistinctSigns = 6;

/** Secrets, comma-separated, none of which can be guessed. */
export const secretList = trimmed
  .transform((text) => text.split(',').map((secret) => secret.trim()))
  .refine((secrets) => secrets.every((secret) => secret.length >= 32), {
    message: 'must have at least 32 characters (each, in a comma-separated list)',
    abort: true,
  })
  .refine((secrets) => secrets.every((secret) => new Set(secret).size >= minDistinctSigns), {
    message: 'can be guessed: make one by `openssl rand -base64 32`',
  });

/** Hosts, comma-separated, in lower case. */
export const hostList = trimmed
  .toLowerCase()
  .transform((text) => text.split(',').map((host) => host.trim()))
  .refine((hosts) => hosts.every((host) => /^[a-z0-9][a-z0-9.-]*(:\d{1,5})?$/.test(host)), {
    message: 'must be hosts such as wiki.example.com or wiki.example.com:8443, comma-separated',
  });

/** Ids of Slack teams, in whatever case they were written: with a digit, a small one is no word. */
function teamIds(text: string): string[] {
  return text.split(',').map((given) => {
    const team = given.trim();
    return /^t[a-z]*\d/i.test(team) ? team.toUpperCase() : team;
  });
}

/** Slack teams, comma-separated. */
export const teamList = trimmed
  .transform(teamIds)
  .refine((teams) => teams.every((team) => /^T[A-Z0-9]+$/.test(team)), {
    message: 'must be ids of Slack teams such as T0123ABCD, comma-separated',
  });

/** Who may install the app by OAuth. */
export const installTeams = trimmed
  .transform((text): 'first' | 'any' | readonly string[] => {
    const word = text.toLowerCase();
    return word === 'first' || word === 'any' ? word : teamIds(text);
  })
  .refine(
    (teams) => typeof teams === 'string' || teams.every((team) => /^T[A-Z0-9]+$/.test(team)),
    {
      message: 'must be first, any, or ids of Slack teams such as T0123ABCD, comma-separated',
    },
  );
