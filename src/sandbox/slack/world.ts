import type { Json, SlackState } from './state.ts';

/** One call of the Web API (or of a response_url: `method: 'response_url'`), without its token. */
export interface ApiCall {
  method: string;
  args: Json;
  token: 'bot' | 'none' | 'wrong';
  status: number;
  response: Json;
  at: number;
}

/** Something that real Slack would not have shown or accepted, and why. */
export interface Refusal {
  /** The Web API method, or where the answer came from: `response_action`, `response_url`, `command`… */
  where: string;
  problems: string[];
  subject: unknown;
  at: number;
}

/** One signed request to the app and its answer. */
export interface SentRequest {
  kind: string;
  payload: unknown;
  status: number;
  body: string;
  ms: number;
  at: number;
}

/** What just changed, for pages that follow live and for tests that wait. */
export interface Change {
  kind: 'modal' | 'home' | 'message' | 'ephemeral' | 'unfurl' | 'call' | 'refusal' | 'request';
  user?: string;
  channel?: string;
  ts?: string;
}

/** How a method fails on purpose. */
export interface Fault {
  method: string;
  error?: string;
  status?: number;
  retryAfter?: number;
  delayMs?: number;
  left: number;
}

/** Everything that the parts of one pretend Slack share. */
export interface World {
  readonly state: SlackState;
  /** Milliseconds; moves triggers, response URLs and time stamps, but never signatures. */
  readonly now: () => number;
  readonly signingSecret: string;
  readonly botToken: string;
  /** How long the app has to answer a request; Slack gives 3 s. */
  readonly ackTimeoutMs: number;
  readonly calls: ApiCall[];
  readonly refusals: Refusal[];
  readonly requests: SentRequest[];
  readonly faults: Fault[];
  readonly listeners: Set<(change: Change) => void>;
  /** Where it listens: known once it does. */
  address: string;
  /** Links of these domains are told to the app. */
  unfurlDomains: readonly string[];
  /** Where the app listens: known once connected. */
  appUrl: string | null;
}

/** A long-lived sandbox keeps the newest records only. */
const kept = 10_000;

function keep<T>(list: T[], item: T): void {
  list.push(item);
  if (list.length > kept) list.splice(0, list.length - kept);
}

/** Tells every listener that something changed. */
export function announce(world: World, change: Change): void {
  for (const listener of [...world.listeners]) listener(change);
}

/** Remembers what real Slack would have refused. */
export function recordRefusal(
  world: World,
  where: string,
  problems: string[],
  subject: unknown,
): void {
  keep(world.refusals, { where, problems, subject, at: world.now() });
  announce(world, { kind: 'refusal' });
}

/** Remembers a call of the Web API and its answer. */
export function recordCall(world: World, call: ApiCall): void {
  keep(world.calls, call);
  announce(world, { kind: 'call' });
}

/** Remembers a request to the app and its answer. */
export function recordRequest(world: World, request: SentRequest): void {
  keep(world.requests, request);
  announce(world, { kind: 'request' });
}

/**
 * Waits until `probe` gives something, looking again whenever anything changes; never by polling.
 * Rejects after `timeoutMs`, or with what the probe threw.
 */
export function untilChanged<T>(
  world: World,
  probe: () => T | undefined | false | null,
  timeoutMs = 5000,
): Promise<T> {
  return new Promise((resolve, reject) => {
    const finish = () => {
      clearTimeout(timer);
      world.listeners.delete(look);
    };
    const timer = setTimeout(() => {
      finish();
      reject(new Error(`The pretend Slack waited ${timeoutMs} ms in vain for: ${probe}`));
    }, timeoutMs);
    const look = () => {
      try {
        const found = probe();
        if (found === undefined || found === false || found === null) return;
        finish();
        resolve(found);
      } catch (error) {
        finish();
        reject(error);
      }
    };
    world.listeners.add(look);
    look();
  });
}
