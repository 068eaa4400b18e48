import type { StateValues } from '../slack/state.ts';
import type { Surface } from './blocks/surface.ts';
import type { Look } from './look.tsx';
import { nowOf } from './sandbox.ts';

/** Where blocks stand for this person, and what their inputs hold. */
export function surfaceOf(
  look: Look,
  place: string,
  holds: { state: StateValues; errors: Record<string, string> } = { state: {}, errors: {} },
): Surface {
  const { sandbox, person } = look;
  return {
    place,
    values: holds.state,
    errors: holds.errors,
    viewer: person.id,
    slack: sandbox.slack.state,
    now: nowOf(sandbox),
    found: (blockId, actionId) => sandbox.found.get(foundKey(person.id, place, blockId, actionId)),
  };
}

/** Under which name the answer to a search is kept. */
export function foundKey(...parts: string[]): string {
  return JSON.stringify(parts);
}
