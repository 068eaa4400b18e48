/** The steps of the guided tour, in order. */
export const tourSteps = ['command', 'invited', 'letter', 'joined', 'home'] as const;
export type TourStep = (typeof tourSteps)[number];

/** What the page remembers over restarts: plain data. */
export interface Memory {
  /** By person and conversation: the ts of the newest message that they have seen. */
  seen: Record<string, Record<string, string>>;
  /** By person: the letters that they have opened. */
  opened: Record<string, number[]>;
  tour: { done: TourStep[]; hidden: boolean };
  /** How many of Slack's refusals were read and put away. */
  refusalsRead: number;
}

/** A page that nobody has used yet. */
export function freshMemory(): Memory {
  return { seen: {}, opened: {}, tour: { done: [], hidden: false }, refusalsRead: 0 };
}

/** Ticks a step of the tour off. */
export function tick(memory: Memory, step: TourStep): void {
  if (!memory.tour.done.includes(step)) memory.tour.done.push(step);
}

/** What stands in a composer, and the composition whose links the app was told about. */
export interface Composing {
  readonly links: string;
  readonly unfurlId: string;
}
