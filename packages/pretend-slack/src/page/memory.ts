/** What the page remembers over restarts: plain data. */
export interface Memory {
  /** By person and conversation: the ts of the newest message that they have seen. */
  seen: Record<string, Record<string, string>>;
  /** By person: the letters that they have opened. */
  opened: Record<string, number[]>;
  /** `done`: the steps that are ticked off. */
  tour: { done: string[]; hidden: boolean };
  /** How many of Slack's refusals were read and put away. */
  refusalsRead: number;
}

/** A page that nobody has used yet. */
export function freshMemory(): Memory {
  return { seen: {}, opened: {}, tour: { done: [], hidden: false }, refusalsRead: 0 };
}

/** What stands in a composer, and the composition whose links the app was told about. */
export interface Composing {
  readonly links: string;
  readonly unfurlId: string;
}
