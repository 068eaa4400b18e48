import type { MailTroubleKind } from './mail-trouble.ts';

/** What a mail server answered: the three digits, and all of it. */
export interface MailAnswer {
  readonly responseCode: number;
  readonly response: string;
}

/**
 * What is wrong with us, as the mail server says it by code or in words; undefined when it says nothing of the kind.
 * What it repeats of addresses doesn't count: whoever is invited may be called 5.7.20.
 */
export function troubleInAnswer({
  responseCode,
  response,
}: MailAnswer): MailTroubleKind | undefined {
  const code = enhancedCode(response) ?? '';
  const words = ownWords(response);
  const says = (pattern: RegExp): boolean => pattern.test(code) || pattern.test(words);
  if (responseCode === 538) return 'no_encryption';
  if ([530, 534, 535].includes(responseCode) || says(signIn)) return 'sign_in';
  if (says(limit)) return 'limit';
  if (says(greeting)) return 'refuses_us';
  if (says(relay)) return 'relay';
  return responseCode >= 500 && says(sender) ? 'sender' : undefined;
}

/** Whether it is about a person's address or mailbox for certain (RFC 3463 §3.2, §3.3; 5.1.10 is RFC 7505). */
export function isAboutMailbox(response: string): boolean {
  return /^5\.(1\.([1-6]|10)|2\.[0-4])$/.test(enhancedCode(response) ?? '');
}

/** Whether it is a matter of policy (RFC 3463 §3.8). */
export function isPolicy(response: string): boolean {
  return /^5\.7\./.test(enhancedCode(response) ?? '');
}

/** Whether it is about the form or size of this one message, though it comes before there is a recipient. */
export function isAboutMessage({ responseCode, response }: MailAnswer): boolean {
  const code = enhancedCode(response) ?? '';
  return [552, 555].includes(responseCode) || /^5\.(3\.4|6\.)/.test(code);
}

/** The enhanced status code (RFC 2034), which stands behind the first three digits and nowhere else. */
function enhancedCode(response: string): string | undefined {
  return /^\d{3}[ -](\d\.\d{1,3}\.\d{1,3})(?=[\s:;,]|$)/.exec(response)?.[1];
}

/** No server says more that is of use; and what a recipient's server says may be quoted in it. */
const maxRead = 2000;

/** Without addresses and what stands in angle brackets, and without the codes that begin further lines. */
function ownWords(response: string): string {
  return response
    .slice(0, maxRead)
    .replace(/\s*\n\d{3}[ -](\d\.\d+\.\d+\s)?/g, ' ')
    .replace(/<[^>]*>/g, ' ')
    .replace(/\S*@\S*/g, ' ')
    .replace(/\s+/g, ' ');
}

// Codes stand for themselves (^…$), and words as servers use them: Postfix, Exim, Exchange, Gmail, SES, SendGrid,
// Mailgun, Postmark, Zoho, Brevo. 5.7.20–5.7.27 (RFC 7372, 8616) are about SPF, DKIM and DNS of ours.

const signIn =
  /^5\.7\.(8|9|14)$|authentication (is )?required|must (be )?authenticat|unauthenticated senders/i;

const limit =
  /^5\.(4\.5|1\.90|7\.705)$|daily (\S+ ){0,4}(limit|quota)|(sending|relay) (limit|quota)|unusual sending activity|quota of messages exceeded/i;

const greeting = /helo command rejected/i;

const relay =
  /^5\.7\.2[0-7]$|relay(ing)? (access )?(denied|prohibited|not permitted|not allowed)|(unable|not (permitted|allowed|authorized)) to relay|do(es)? not relay|allowed rcpthosts|client host (\S+ )?(rejected|blocked)|forbidden by your ip|sending suspended|domain \S+ is not allowed to send|your (\S+ ){0,2}account (is|has been) (not yet activated|disabled|suspended)/i;

const sender =
  /^5\.(1\.[78]|2\.252)$|sender (address )?(rejected|denied|refused|verify failed|is not allowed)|send ?as(denied)?\b|address is not verified|sender (identity|signature)/i;
