import type { Child } from 'hono/jsx';
import type { Mailbox } from '../mailbox/index.ts';
import type { Manifest } from '../manifest.ts';
import type { PretendSlack } from '../slack/face.ts';
import type { SlackState } from '../slack/state.ts';
import type { Found } from './blocks/surface.ts';
import type { Composing, Memory } from './memory.ts';
import type { Tour } from './tour.ts';

/** Which things go wrong on purpose. */
export interface Faults {
  mailDown: boolean;
  slackSlow: boolean;
  slackBusy: boolean;
}

/** What the page says about the app that is tried out. */
export interface SandboxTexts {
  /** Where everybody begins: what the app is for, and what to do first. */
  readonly welcome: Child;
  /** At the beginning of every other conversation: what to try there. */
  readonly tryHere: string;
  /** In the empty mailbox: how to get a letter. */
  readonly noLetters: string;
}

/** Everything that the parts of the page share. */
export interface Sandbox {
  readonly slack: PretendSlack;
  readonly mailbox: Mailbox;
  /** Milliseconds that the sandbox is ahead of the real time; `slack` was given the same. */
  readonly clock: { shiftMs: number };
  readonly publicUrl: string;
  readonly manifest: Manifest;
  readonly texts: SandboxTexts;
  readonly tour: Tour | undefined;
  readonly memory: Memory;
  readonly faults: Faults;
  /** By person: what to tell them once, such as why something could not be done. */
  readonly notices: Map<string, string>;
  /** By person and conversation. */
  readonly composing: Map<string, Composing>;
  /** By person and element: what was found in an external select. */
  readonly found: Map<string, Found>;
  /** The team as it is at the beginning, and when somebody starts over. */
  readonly freshTeam: () => SlackState;
  /** Empties whatever the app keeps. */
  readonly emptyApp: () => Promise<void>;
  /** Takes the app's own secrets out of a text that the inspector shows. */
  readonly hideSecrets: (text: string) => string;
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
