import { randomBytes, randomUUID } from 'node:crypto';
import { type Mailbox, startMailbox } from '../mailbox/index.ts';
import type { Manifest } from '../manifest.ts';
import type { PretendSlack } from '../slack/face.ts';
import { startPretendSlack } from '../slack/pretend-slack.ts';
import type { SlackState } from '../slack/state.ts';
import { keptText } from './keep-file.ts';
import { keepSandbox, readSandbox } from './kept.ts';
import { freshMemory } from './memory.ts';
import { createPage, type Page, type PageOptions } from './page.tsx';

/** Of no use elsewhere: whoever reaches the sandbox may act as anybody anyway. */
const secrets = {
  signingSecret: 'a5'.repeat(16),
  botToken: 'xoxb-sandbox',
  credentials: { clientId: '1.1', clientSecret: 'sandbox-client', appToken: 'xapp-sandbox' },
};

/** Slack and a mailbox to try an app out with, which go on where they were stopped. */
export interface OpenSandbox {
  readonly slack: PretendSlack;
  readonly mailbox: Mailbox;
  /** Milliseconds that the sandbox is ahead of the real time; the app's own clock must go by it. */
  readonly clock: { shiftMs: number };
  /** What the app finds in its environment otherwise. */
  readonly variables: Readonly<
    Record<
      | 'SLACK_SIGNING_SECRET'
      | 'SLACK_BOT_TOKEN'
      | 'SLACK_CLIENT_ID'
      | 'SLACK_CLIENT_SECRET'
      | 'SLACK_API_URL'
      | 'SMTP_URL',
      string
    >
  >;
  /** A secret for whatever the app signs or encrypts itself: the same as long as the folder is there. */
  readonly appSecret: string;
  /**
   * Sends the app at this address what Slack would send it. First asks it what Slack asks before it sends events:
   * whether the address is its own.
   */
  connect(appUrl: string): Promise<void>;
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
}): Promise<OpenSandbox> {
  const { folder, manifest } = options;
  const kept = readSandbox(folder);
  const clock = { shiftMs: kept?.shiftMs ?? 0 };
  const memory = { ...freshMemory(), ...kept?.memory };
  const now = () => Date.now() + clock.shiftMs;
  const freshTeam = () => options.freshTeam(now());
  const fresh = freshTeam();
  // What a newer version knows besides is as at the beginning.
  const state = { ...fresh, ...kept?.slack, app: fresh.app, scopes: fresh.scopes };
  const slack = await startPretendSlack({ ...secrets, manifest, now, state });
  const mailbox = await startMailbox({ letters: kept?.letters ?? [], now });
  const keeper = keepSandbox(folder, { slack, mailbox, clock, memory });
  return {
    slack,
    mailbox,
    clock,
    variables: {
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_CLIENT_ID: secrets.credentials.clientId,
      SLACK_CLIENT_SECRET: secrets.credentials.clientSecret,
      SLACK_API_URL: slack.apiUrl,
      SMTP_URL: mailbox.smtpUrl,
    },
    appSecret: keptText(folder, 'app-secret', () => randomBytes(32).toString('base64url')),
    async connect(appUrl) {
      slack.connect(appUrl);
      const body = JSON.stringify({ type: 'url_verification', challenge: randomUUID() });
      await slack.sendRaw({ body, contentType: 'application/json' });
    },
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
