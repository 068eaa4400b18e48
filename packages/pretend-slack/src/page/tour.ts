import type { Child } from 'hono/jsx';
import type { Memory } from './memory.ts';

/** Something that people do, which may be what a step of the tour asks for. */
export type TourEvent =
  | { readonly kind: 'command'; readonly command: string }
  | { readonly kind: 'letter-arrived' | 'letter-opened' | 'home-opened' }
  /** The app answered a browser's request. */
  | {
      readonly kind: 'request';
      readonly method: string;
      readonly path: string;
      readonly status: number;
    };

/** What ticks a step off: an event of this kind, which is as is said here besides. */
export type TourAct =
  | { readonly kind: Exclude<TourEvent['kind'], 'request'> }
  | {
      readonly kind: 'request';
      readonly method?: string;
      readonly path: RegExp;
      readonly statuses: readonly number[];
    };

/** One step of a tour. */
export interface TourStep {
  readonly id: string;
  /** In the list of all steps. */
  readonly name: string;
  /** What to do, while it is the next one. */
  readonly text: Child;
  readonly doneBy: TourAct;
  /** Steps that have to be done before; otherwise it may be done at any time. */
  readonly after?: readonly string[];
}

/** A guided tour in a few steps, which tick themselves off. */
export interface Tour {
  readonly steps: readonly TourStep[];
  /** Said when all are done. */
  readonly end: Child;
}

/** Ticks off the steps that ask for this. */
export function tick(
  { tour, memory, changed }: { tour: Tour | undefined; memory: Memory; changed: () => void },
  event: TourEvent,
): void {
  const { done } = memory.tour;
  const now = (tour?.steps ?? []).filter(
    ({ id, after = [], doneBy }) =>
      !done.includes(id) && after.every((each) => done.includes(each)) && isSuch(event, doneBy),
  );
  if (now.length === 0) return;
  done.push(...now.map(({ id }) => id));
  changed();
}

function isSuch(event: TourEvent, act: TourAct): boolean {
  if (event.kind !== 'request' || act.kind !== 'request') return event.kind === act.kind;
  const { method = event.method, path, statuses } = act;
  return event.method === method && path.test(event.path) && statuses.includes(event.status);
}
