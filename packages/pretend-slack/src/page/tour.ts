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

/** One step of a tour. */
export interface TourStep {
  readonly id: string;
  /** In the list of all steps. */
  readonly name: string;
  /** What to do, while it is the next one. */
  readonly text: Child;
  /** Whether this ticks the step off. `done` are the steps that are ticked off already. */
  readonly isDoneBy: (event: TourEvent, done: readonly string[]) => boolean;
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
    (step) => !done.includes(step.id) && step.isDoneBy(event, done),
  );
  if (now.length === 0) return;
  done.push(...now.map(({ id }) => id));
  changed();
}
