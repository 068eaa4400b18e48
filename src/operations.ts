import type { Config } from './config.ts';
import type { MailGate } from './delivery/mail-gate.ts';
import { mailTroubleKinds } from './delivery/mail-trouble.ts';
import { deliveryFigures, purgeOldDeliveries } from './delivery/operator-store.ts';
import { purgeDrafts, purgeOldImports } from './imports/retention-store.ts';
import { purgeUninstalled } from './install/use-cases/uninstall.ts';
import { countEverywhere } from './invitations/counts-store.ts';
import { purgeExpired } from './invitations/retention-store.ts';
import { purgeOldSharings } from './link-warnings/store.ts';
import type { Database, Tx } from './platform/database/database.ts';
import { purgeCounts } from './platform/database/rate-limit.ts';
import type { Purge } from './platform/database/retention.ts';
import { purgeSeenRequests } from './platform/database/seen-requests.ts';
import { purgeSlackCalls } from './platform/database/slack-calls.ts';
import type { SlackShell } from './platform/slack/bolt.ts';
import { type TokenWatch, tokenTroubles } from './platform/slack/token.ts';
import type { Metrics } from './platform/web/metrics.ts';
import { purgeOldRequests } from './requests/store.ts';
import { purgeEndedChallenges } from './sign-in/challenge-store.ts';
import { purgeOldEvents } from './sign-in/event-store.ts';
import { purgeEndedLinks } from './sign-in/sign-in-link-store.ts';
import { purgeEndedSessions } from './sign-in/store.ts';
import { purgeExpiredEntries } from './tools/entry-store.ts';
import { purgeOldSignIns } from './tools/sign-in-store.ts';
import { purgeOldAuditEntries } from './workspaces/audit-store.ts';

/** What is deleted once nobody needs it any more; each says when that is. */
export function purges(config: Config): Record<string, Purge> {
  return {
    // With a bot token no installation counts.
    ...(config.slack.oauth && {
      uninstalledTeams: (database) => purgeUninstalled(database, config.keepUninstalledMs),
    }),
    sessions: rows(purgeEndedSessions),
    accountEvents: rows(purgeOldEvents),
    signInLinks: rows(purgeEndedLinks),
    passkeyChallenges: rows(purgeEndedChallenges),
    seenRequests: rows(purgeSeenRequests),
    counts: rows(purgeCounts),
    auditEntries: rows(purgeOldAuditEntries),
    deliveries: rows(purgeOldDeliveries),
    importDrafts: rows(purgeDrafts),
    imports: rows(purgeOldImports),
    expiredInvitations: rows(purgeExpired),
    requests: rows(purgeOldRequests),
    linkSharings: rows(purgeOldSharings),
    slackCalls: rows(purgeSlackCalls),
    toolEntries: rows(purgeExpiredEntries),
    toolSignIns: rows(purgeOldSignIns),
  };
}

function rows(purge: (tx: Tx, max: number) => Promise<number>): Purge {
  return (database, max) => database.run((tx) => purge(tx, max));
}

/** Of what there are figures. */
interface Metered {
  readonly database: Database;
  readonly mail: MailGate;
  readonly token: TokenWatch;
  readonly slack: Pick<SlackShell, 'signature' | 'clock'>;
}

/** Registers what is looked up when Prometheus asks. */
export function registerGauges(metrics: Metrics, { database, mail, token, slack }: Metered): void {
  metrics.gauge(
    { name: 'invitations', help: 'Invitations by status.', label: 'status' },
    async () => {
      const { members: _, ...byStatus } = await database.run(countEverywhere);
      return byStatus;
    },
  );
  metrics.gauge(
    { name: 'deliveries', help: 'Emails and direct messages that wait, by state.', label: 'state' },
    async () => (await database.run(deliveryFigures)).byState,
  );
  metrics.gauge(
    {
      name: 'delivery_oldest_waiting_seconds',
      help: 'How long the oldest delivery that has not come to an end has been waiting.',
    },
    async () => (await database.run(deliveryFigures)).oldestWaitSeconds,
  );
  metrics.gauge(
    { name: 'postgres_connections', help: 'Connections to PostgreSQL.', label: 'state' },
    async () => database.connections() ?? {},
  );
  metrics.gauge(
    {
      name: 'email_trouble',
      help: '1 while no email can leave, by the reason why.',
      label: 'reason',
    },
    async () => oneOf(mailTroubleKinds, mail.trouble()?.kind),
  );
  metrics.gauge(
    {
      name: 'slack_token_trouble',
      help: '1 while Slack refuses SLACK_BOT_TOKEN or it lacks scopes.',
      label: 'reason',
    },
    async () => oneOf(tokenTroubles, token.state()),
  );
  metrics.gauge(
    {
      name: 'slack_signature_trouble',
      help: '1 while every request that came was signed with something else than SLACK_SIGNING_SECRET.',
    },
    async () => (slack.signature() === 'wrong' ? 1 : 0),
  );
  metrics.gauge(
    {
      name: 'slack_clock_trouble',
      help: "1 while requests are refused as their time isn't that of this machine's clock, and none since fits.",
    },
    async () => (slack.clock() === 'wrong' ? 1 : 0),
  );
}

function oneOf(kinds: readonly string[], now: string | undefined): Record<string, number> {
  return Object.fromEntries(kinds.map((kind) => [kind, kind === now ? 1 : 0]));
}

/** How to count what happens. */
export function createCounters(metrics: Metrics) {
  const signIns = metrics.counter({
    name: 'sign_ins_total',
    help: 'Tries to sign in, by result.',
    label: 'result',
  });
  const warnings = metrics.counter({
    name: 'link_warnings_total',
    help: 'Warnings about invite links that were posted.',
  });
  const attempts = metrics.counter({
    name: 'delivery_attempts_total',
    help: 'Tries to send an email or direct message, by what they led to.',
    label: 'result',
  });
  const helpFeedback = metrics.counter({
    name: 'help_feedback_total',
    help: 'Answers to "Was this helpful?" under the command\'s help.',
    label: 'helpful',
  });
  const slackPauses = metrics.counter({
    name: 'slack_pauses_total',
    help: 'Times that Slack wanted no calls of a method for a while (429).',
    label: 'method',
  });
  const heldBack = metrics.counter({
    name: 'slack_events_held_back_total',
    help: 'Times that Slack said that it drops events, as there are too many.',
  });
  return {
    countPause: (method: string) => slackPauses(method),
    countHeldBack: () => heldBack(),
    countSignIn: (result: 'done' | 'wrong' | 'too_many') => signIns(result),
    countLinkWarning: () => warnings(),
    countAttempt: (result: string) => attempts(result),
    countHelpFeedback: (helpful: boolean) => helpFeedback(helpful ? 'yes' : 'no'),
  };
}
