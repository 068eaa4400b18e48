import { createHmac, randomUUID } from 'node:crypto';
import { isThisMachine } from '../../shared/server-url.ts';
import type { Json } from './tidy.ts';

/** What came of asking the app for itself, at the address and in the way that Slack does. */
export type Reach =
  | { readonly kind: 'answers' }
  /** It is no address that Slack sends to. */
  | { readonly kind: 'not_https' | 'this_machine' }
  /** Another copy of the app with another signing secret answers there, or one whose clock is wrong. */
  | { readonly kind: 'other_secret' }
  /** What stands in front asks for a name and password. */
  | { readonly kind: 'asks_password' }
  /** What stands in front doesn't find the app. */
  | { readonly kind: 'finds_no_app'; readonly status: number }
  | { readonly kind: 'redirects' | 'not_found' | 'guarded' | 'odd'; readonly status: number }
  | { readonly kind: 'unreachable'; readonly said: string };

/** With what challenges of our own begin, whichever process sends them; none of Slack's does. */
const ownBeginning = 'own-look-';

/** Whether a payload is a challenge of our own: it says nothing about Slack. */
function isOwnChallenge({ challenge }: Json): boolean {
  return typeof challenge === 'string' && challenge.startsWith(ownBeginning);
}

/**
 * Whether a payload, though rightly signed, may be no word of Slack's: a challenge of our own, or what looks at an address
 * without a word, as scripts on this machine can.
 */
export function mayBeOurs(payload: Json): boolean {
  return payload.ssl_check === '1' || isOwnChallenge(payload);
}

const maxMs = 5000;

/**
 * Asks `PUBLIC_URL/slack/events` for an answer to a challenge, signed as Slack signs it: name, certificate, proxy and app
 * all have to be right for that. What can be reached from here may still be shut to Slack, and the other way round.
 * https://docs.slack.dev/reference/events/url_verification
 */
export async function askForOurselves(publicUrl: string, signingSecret: string): Promise<Reach> {
  const { protocol, hostname } = new URL(publicUrl);
  if (isThisMachine(hostname)) return { kind: 'this_machine' };
  if (protocol !== 'https:') return { kind: 'not_https' };
  return await challenge(publicUrl, signingSecret);
}

/** The same, whatever the address. */
export async function challenge(publicUrl: string, signingSecret: string): Promise<Reach> {
  const word = `${ownBeginning}${randomUUID()}`;
  try {
    const response = await fetch(`${publicUrl}/slack/events`, {
      method: 'POST',
      redirect: 'manual',
      signal: AbortSignal.timeout(maxMs),
      ...signed(JSON.stringify({ type: 'url_verification', challenge: word }), signingSecret),
    });
    const answer = (await response.text()).slice(0, 1000);
    return response.status === 200 && answer.includes(word)
      ? { kind: 'answers' }
      : readAnswer(response, answer);
  } catch (error) {
    return { kind: 'unreachable', said: reasonOf(error) };
  }
}

function signed(body: string, secret: string): { body: string; headers: Record<string, string> } {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const mac = createHmac('sha256', secret).update(`v0:${timestamp}:${body}`).digest('hex');
  return {
    body,
    headers: {
      'Content-Type': 'application/json',
      'X-Slack-Request-Timestamp': timestamp,
      'X-Slack-Signature': `v0=${mac}`,
    },
  };
}

function readAnswer({ status, headers }: Response, body: string): Reach {
  if (status === 401) {
    // The app says nothing with it.
    const isOurs = body === '' && !headers.has('www-authenticate');
    return { kind: isOurs ? 'other_secret' : 'asks_password' };
  }
  if (status === 502 || status === 504) return { kind: 'finds_no_app', status };
  if (status >= 300 && status < 400) return { kind: 'redirects', status };
  if (status === 404) return { kind: 'not_found', status };
  if ([403, 429, 503].includes(status)) return { kind: 'guarded', status };
  return { kind: 'odd', status };
}

/** What the connection says, such as ENOTFOUND, which fetch hides behind "fetch failed". */
function reasonOf(error: unknown): string {
  const { name, message, cause } = error instanceof Error ? error : new Error(String(error));
  if (name === 'TimeoutError') return `no answer within ${maxMs / 1000} s`;
  const { code, message: said } = Object(cause) as { code?: string; message?: string };
  return said || code || message;
}
