import { setTimeout as wait } from 'node:timers/promises';
import { type ApiAnswer, failed } from './methods/method.ts';
import type { Json } from './state.ts';
import type { Fault, World } from './world.ts';

/** What is asked for otherwise than by a method of the Web API. */
const otherAddresses = ['response_url', 'file', 'avatar', 'openid.connect.keys'];

/** The fault that is planned for this call, if any: it is used up as often as was said. Waits where the fault does. */
export async function meetFault(
  world: World,
  method: string,
  args: Json,
  stopping: AbortSignal,
): Promise<Fault | undefined> {
  const isCall = !otherAddresses.includes(method);
  const index = world.faults.findIndex(
    (one) =>
      (one.method === method || (isCall && one.method === '*')) &&
      Object.entries(one.args ?? {}).every(([name, value]) => args[name] === value),
  );
  const fault = world.faults[index];
  if (!fault) return undefined;
  fault.left -= 1;
  if (fault.left <= 0) world.faults.splice(index, 1);
  if (fault.delayMs) await wait(fault.delayMs, undefined, { signal: stopping });
  return fault;
}

/** An answer that the method itself didn't give. */
export interface PlannedAnswer {
  readonly status: number;
  readonly answer: ApiAnswer;
  readonly retryAfter?: number;
}

/** What a call is answered that comes too soon. */
export function rateLimited(retryAfter: number): PlannedAnswer {
  return { status: 429, answer: failed('ratelimited'), retryAfter };
}

/** What a fault answers in place of the method; null when it only makes the call wait. */
export function faultAnswer(fault: Fault): PlannedAnswer | null {
  if (fault.retryAfter !== undefined) return rateLimited(fault.retryAfter);
  if (fault.status !== undefined && fault.status !== 200) {
    return { status: fault.status, answer: failed(fault.error ?? 'internal_error') };
  }
  return fault.error === undefined ? null : { status: 200, answer: failed(fault.error) };
}
