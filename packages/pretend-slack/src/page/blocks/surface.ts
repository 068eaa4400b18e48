import { findUser, type Json, type SlackState, type StateValues } from '../../slack/state.ts';

/** Where blocks are shown, to whom, and what their inputs hold. */
export interface Surface {
  /** Names the form's place in what is sent back: see `readPlace`. */
  readonly place: string;
  readonly values: StateValues;
  /** By block_id: what is wrong there. */
  readonly errors: Readonly<Record<string, string>>;
  /** Who looks. Dates are told in their time zone. */
  readonly viewer: string;
  readonly slack: SlackState;
  /** Milliseconds. */
  readonly now: number;
  /** What the app offered last in an external select, and for which words. */
  readonly found?: (blockId: string, actionId: string) => Found | undefined;
}

/** The answer to what somebody typed into an external select. */
export interface Found {
  readonly query: string;
  readonly options: readonly Json[];
}

/** The time zone of whoever looks. */
export function zoneOf(at: Surface): string {
  return findUser(at.slack, at.viewer)?.tz ?? 'Etc/UTC';
}

/** An id of the page's own for an element: the same each time, as labels and scripts refer to it. */
export function elementId(at: Surface, blockId: string, actionId: string): string {
  return `${at.place}.${blockId}.${actionId}`.replaceAll(/[^\w.:-]/g, '_');
}
