import { type Mailbox, startMailbox } from '../mailbox/index.ts';
import type { Manifest } from '../manifest.ts';
import type { PretendSlack } from '../slack/face.ts';
import { startPretendSlack } from '../slack/pretend-slack.ts';
import type { SlackState } from '../slack/state.ts';
import type { AppCredentials } from '../slack/world.ts';
import { keepSandbox, readSandbox } from './kept.ts';
import { freshMemory } from './memory.ts';
import { createPage, type Page, type PageOptions } from './page.tsx';

/** Slack and a mailbox to try an app out with, which go on where they were stopped. */
export interface OpenSandbox {
  readonly slack: PretendSlack;
  readonly mailbox: Mailbox;
  /** Milliseconds that the sandbox is ahead of the real time; the app's own clock must go by it. */
  readonly clock: { shiftMs: number };
  /** Makes the page, once it is known where it is opened. */
  page(about: Pick<PageOptions, 'publicUrl' | 'texts' | 'tour' | 'emptyApp' | 'hideSecrets'>): Page;
  /** Stops both, and keeps what they know. */
  stop(): Promise<void>;
}

/**
 * Starts a pretend Slack and a mailbox on free ports of this machine, as they were kept in `folder`, or else with
 * the team that `freshTeam` makes for a moment in milliseconds.
 */
export async function openSandbox(options: {
  readonly folder: string;
  readonly manifest: Manifest;
  readonly freshTeam: (now: number) => SlackState;
  readonly signingSecret: string;
  readonly botToken: string;
  /** For OAuth and Sign in with Slack; nobody needs to know them otherwise. */
  readonly credentials?: AppCredentials;
}): Promise<OpenSandbox> {
  const { folder, manifest, signingSecret, botToken, credentials } = options;
  const kept = readSandbox(folder);
  const clock = { shiftMs: kept?.shiftMs ?? 0 };
  const memory = { ...freshMemory(), ...kept?.memory };
  const now = () => Date.now() + clock.shiftMs;
  const freshTeam = () => options.freshTeam(now());
  const fresh = freshTeam();
  // What a newer version knows besides is as at the beginning.
  const state = { ...fresh, ...kept?.slack, app: fresh.app, scopes: fresh.scopes };
  const secrets = { signingSecret, botToken, ...(credentials && { credentials }) };
  const slack = await startPretendSlack({ ...secrets, manifest, now, state });
  const mailbox = await startMailbox({ letters: kept?.letters ?? [], now });
  const keeper = keepSandbox(folder, { slack, mailbox, clock, memory });
  return {
    slack,
    mailbox,
    clock,
    page: (about) => {
      const parts = { slack, mailbox, clock, memory, manifest, freshTeam };
      return createPage({ ...parts, ...about, onChange: keeper.changed });
    },
    async stop() {
      await Promise.all([slack.stop(), mailbox.stop()]);
      keeper.flush();
    },
  };
}
