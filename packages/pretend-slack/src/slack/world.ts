import type { Manifest } from '../manifest.ts';
import type { IdTokenFault } from './id-tokens.ts';
import type { SocketMode } from './socket-mode.ts';
import type { Json, SlackState } from './state.ts';
import type { Tiers } from './tiers.ts';

/**
 * One call of the Web API (or of another address: `method: 'response_url'`, `'file'`, `'avatar'`,
 * `'openid.connect.keys'`), without its token.
 */
export interface ApiCall {
  method: string;
  args: Json;
  token: 'bot' | 'app' | 'config' | 'none' | 'wrong';
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
  redirectTo?: string;
  pauseMs?: number;
  moreBytes?: number;
  args?: Record<string, string>;
  left: number;
}

/** What somebody allowed who lets the app be installed. */
interface Allowance {
  readonly user: string;
  readonly enterprise?: { id: string; name: string };
  readonly scopes: readonly string[];
}

/** Somebody who lets the app know who they are: what they allowed, and where Slack sent them back to. */
export interface SignInAllowed {
  readonly user: string;
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly nonce: string | undefined;
}

/** What the app has got from a team by OAuth, or is about to. */
interface Grants {
  /** Codes that weren't exchanged yet, with the person who allowed the installation. */
  readonly codes: Map<string, Allowance>;
  /** The same of people who sign in with Slack. */
  readonly signIns: Map<string, SignInAllowed>;
  /** Refresh tokens that weren't used yet. */
  readonly refreshTokens: Set<string>;
  /** How long bot tokens work, in seconds; null when they never end. */
  tokenLifeSeconds: number | null;
  /** The optional scopes that whoever allows an installation leaves out. */
  leftOut: readonly string[];
}

/** The app as Slack knows it, in all of its teams. */
export interface AppCredentials {
  readonly clientId: string;
  readonly clientSecret: string;
  readonly appToken: string;
}

/** An app that was made from a manifest, as its owner's page shows it. */
export interface RegisteredApp {
  readonly id: string;
  readonly signingSecret: string;
  readonly credentials: AppCredentials;
  /** As it was given last. */
  manifest: Json;
}

/** The apps that were made by apps.manifest.create, and the tokens for it: shared by all teams. */
export interface Registry {
  readonly apps: Map<string, RegisteredApp>;
  /** Configuration tokens, with the moment when each ends. */
  readonly configTokens: Map<string, number>;
  /** Each works once. */
  readonly refreshTokens: Set<string>;
  /** Slack's own commands whose names apps may have all the same. */
  readonly allowedCommands: readonly string[];
  /** Whether the app has answered Slack's challenge at the address for its events; until then it hears of none. */
  isEventsAddressVerified: boolean;
}

/** Everything that the parts of one team in the pretend Slack share. */
export interface World {
  readonly state: SlackState;
  /** Milliseconds; moves triggers, response URLs and time stamps, but never signatures. */
  readonly now: () => number;
  signingSecret: string;
  /** What the app declares; without one it may do and hear everything. */
  manifest: Manifest | undefined;
  credentials: AppCredentials;
  /** Shared by all teams. */
  readonly registry: Registry;
  /** The bot tokens that work, or would if the app were installed. */
  readonly botTokens: Set<string>;
  readonly grants: Grants;
  /** The connections of the app, shared by all teams. */
  readonly sockets: SocketMode;
  /** Every team, this one among them. */
  readonly teams: World[];
  /** How long the app has to answer a request; Slack gives 3 s. */
  readonly ackTimeoutMs: number;
  readonly calls: ApiCall[];
  readonly refusals: Refusal[];
  readonly requests: SentRequest[];
  readonly faults: Fault[];
  /** What is wrong with the next tokens of people who sign in with Slack. */
  readonly bentIdTokens: IdTokenFault[];
  /** How many calls are taken; all when empty. */
  readonly tiers: Tiers;
  /** By what is limited: when the latest calls were taken. */
  readonly recentCalls: Map<string, number[]>;
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
