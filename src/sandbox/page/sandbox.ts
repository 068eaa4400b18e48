import type { Clock } from '../../shared/clock.ts';
import type { Mailbox } from '../mailbox.ts';
import type { PretendSlack } from '../slack/face.ts';
import type { Found } from './blocks/surface.ts';
import type { Declared } from './manifest.ts';
import type { Composing, Memory } from './memory.ts';

/** Which things go wrong on purpose. */
export interface Faults {
  mailDown: boolean;
  slackSlow: boolean;
  slackBusy: boolean;
}

/** Everything that the parts of the page share. */
export interface Sandbox {
  readonly slack: PretendSlack;
  readonly mailbox: Mailbox;
  readonly clock: Clock;
  readonly publicUrl: string;
  readonly declared: Declared;
  readonly memory: Memory;
  readonly faults: Faults;
  /** By person: what to tell them once, such as why something could not be done. */
  readonly notices: Map<string, string>;
  /** By person and conversation. */
  readonly composing: Map<string, Composing>;
  /** By person and element: what was found in an external select. */
  readonly found: Map<string, Found>;
  /** Empties the app's database. */
  readonly emptyApp: () => Promise<void>;
  /** Calls back after every change that no other part tells of. */
  readonly changed: () => void;
}

/** The sandbox's moment in milliseconds. */
export function nowOf(sandbox: Pick<Sandbox, 'clock'>): number {
  return Date.now() + sandbox.clock.shiftMs;
}

/** Under which name a composition is kept. */
export function composingKey(person: string, channel: string): string {
  return `${person} ${channel}`;
}
