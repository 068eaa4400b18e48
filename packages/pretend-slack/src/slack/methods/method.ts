import type { Json } from '../state.ts';
import { recordRefusal, type World } from '../world.ts';

/** What a Web API method answers. */
export type ApiAnswer = ({ ok: true } | { ok: false; error: string }) & Json;

/** A Web API method: the scopes that a token needs for it, and what it does. */
export interface PretendMethod {
  scopes: readonly string[];
  /** Whether one of the scopes is enough to ask: which one it takes then depends on what is asked. All when left out. */
  takesAnyScope?: true;
  /** The kind of token that it takes; a bot's when left out. */
  token?: 'app' | 'config' | 'none';
  run: (world: World, args: Json) => ApiAnswer | Promise<ApiAnswer>;
}

/** An answer that says no. */
export function failed(error: string, more: Json = {}): ApiAnswer {
  return { ok: false, error, ...more };
}

/** Refuses what a token has no scope for, and remembers it. */
export function refusedScope(
  world: World,
  method: string,
  needed: string,
  subject: unknown,
): ApiAnswer {
  recordRefusal(world, method, [`missing_scope: ${needed}`], subject);
  return failed('missing_scope', { needed, provided: world.state.scopes.join(',') });
}

/** Refuses what Block Kit does not allow, as Slack does, and remembers why. */
export function refusedBlocks(
  world: World,
  method: string,
  error: string,
  problems: string[],
  subject: unknown,
): ApiAnswer {
  recordRefusal(world, method, problems, subject);
  const messages = problems.map((problem) => `[ERROR] ${problem}`);
  return failed(error, { response_metadata: { messages } });
}
