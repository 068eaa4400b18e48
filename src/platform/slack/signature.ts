import { createHmac, timingSafeEqual } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';

// https://docs.slack.dev/authentication/verifying-requests-from-slack

/** What a request says of itself to be Slack's. */
export interface SlackSignature {
  /** As it was sent, since it is signed like that. */
  readonly timestamp: string;
  readonly mac: Buffer;
}

/** A request that is older, or from further ahead, may have been heard by somebody and sent again. */
const toleranceSeconds = 300;

/** Reads the signature from a request's headers; undefined when they hold none of Slack's form. */
export function readSignature(headers: IncomingHttpHeaders): SlackSignature | undefined {
  const timestamp = String(headers['x-slack-request-timestamp']);
  const [, hex] = /^v0=([0-9a-f]{64})$/.exec(String(headers['x-slack-signature'])) ?? [];
  if (!hex || !/^\d{1,12}$/.test(timestamp)) return undefined;
  return { timestamp, mac: Buffer.from(hex, 'hex') };
}

/** Whether whoever signed these bytes knows the secret. Takes as long whatever is wrong. */
export function isSignedWith(
  secret: string,
  { timestamp, mac }: SlackSignature,
  body: Buffer,
): boolean {
  const right = createHmac('sha256', secret).update(`v0:${timestamp}:`).update(body).digest();
  return timingSafeEqual(right, mac);
}

/** How many seconds our clock is behind the signer's (less than 0: ahead); 0 while that doesn't matter. */
export function secondsBehind({ timestamp }: SlackSignature, nowMs: number): number {
  const seconds = Number(timestamp) - Math.floor(nowMs / 1000);
  return Math.abs(seconds) > toleranceSeconds ? seconds : 0;
}
