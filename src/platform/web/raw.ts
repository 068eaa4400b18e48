import type { IncomingMessage, ServerResponse } from 'node:http';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context } from 'hono';

/** A request and its answer as Node has them, for what answers by itself. */
export interface RawExchange {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
}

/** The request that is being answered, as Node has it. */
export function rawExchange(c: Context): RawExchange {
  const { incoming, outgoing } = c.env as Partial<RawExchange>;
  if (!incoming || !outgoing) throw new Error('not served by Node');
  return { incoming, outgoing };
}

/** Says that the answer was written already. */
export function answeredAlready(): Response {
  const answer = new Response(null, RESPONSE_ALREADY_SENT);
  // For HEAD another is made of it, which says so too only if this one has been looked into.
  void answer.body;
  return answer;
}
