import * as z from 'zod';
import { type KeptLetter, keptLetters, type Mailbox } from '../mailbox/index.ts';
import type { SlackState } from '../slack/state.ts';
import { createKeeper, type Keeper, readKept } from './keep-file.ts';
import type { Memory } from './memory.ts';

const file = 'state.json';

/** Raised when what is kept changes its form: the sandbox then starts over. */
const version = 3;

const isObject = (value: unknown) => typeof value === 'object' && value !== null;

// The parts are ours; another version of them is not read at all.
const Kept = z.object({
  version: z.literal(version),
  shiftMs: z.number().min(0),
  slack: z.custom<SlackState>(isObject),
  letters: z.array(z.object({ to: z.string(), raw: z.string(), receivedAt: z.string() })),
  memory: z.custom<Memory>(isObject),
});

/** A sandbox as it was when it was stopped. */
export interface KeptSandbox {
  readonly shiftMs: number;
  readonly slack: SlackState;
  readonly letters: readonly KeptLetter[];
  readonly memory: Memory;
}

/** The sandbox that was kept in this folder; undefined when there is none that this version can read. */
export function readSandbox(folder: string): KeptSandbox | undefined {
  return Kept.safeParse(readKept(folder, file)).data;
}

/** Keeps a sandbox in a folder: soon after `changed()`, and what is left by `flush()`. */
export function keepSandbox(
  folder: string,
  parts: {
    readonly slack: { readonly state: SlackState };
    readonly mailbox: Mailbox;
    readonly clock: { readonly shiftMs: number };
    readonly memory: Memory;
  },
): Keeper {
  const { slack, mailbox, clock, memory } = parts;
  return createKeeper(folder, file, (): z.infer<typeof Kept> => {
    const letters = keptLetters(mailbox);
    return { version, shiftMs: clock.shiftMs, slack: slack.state, letters, memory };
  });
}
