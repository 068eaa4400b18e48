import { setTimeout as wait } from 'node:timers/promises';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import { unlessSilent } from '../../platform/database/away.ts';
import type { Database } from '../../platform/database/database.ts';
import {
  beforeAnswer,
  type Patience,
  TookTooLong,
  within,
} from '../../platform/process/deadline.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { after } from '../../shared/clock.ts';
import type { SlackTokens } from '../../shared/slack-grant.ts';
import type { Installation } from '../rules.ts';
import { isRenewalDue, renewalMs } from '../rules.ts';
import { claimRenewal, findInstallation, saveRenewed, saveResealed } from '../store.ts';
import { sealTokens } from './install.ts';

/** What finding a team's token works with. */
export interface AccessDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** Exchanges a refresh token, which works once, for new tokens. */
  readonly renew: (refreshToken: string) => Promise<SlackTokens>;
  /** Once the app stops no renewal begins, which it might not outlive: the old token must do. */
  readonly stopping: AbortSignal;
}

/** What the app acts with in a team. */
interface Access {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly teamName: string;
}

/** How long a renewal is waited for where nothing can be done without it: Slack waits 3 s for an answer. */
const whenOverMs = 2000;

/** Finds what the app acts with. */
export interface AccessFinder {
  /** Undefined when the team hasn't installed the app. @throws DatabaseSilent when its row isn't read in time. */
  find(
    team: { readonly teamId?: string | undefined },
    patience?: Patience,
  ): Promise<Access | undefined>;
  /** Resolves when no tokens are being renewed: what Slack answers must be kept, as it takes a refresh token once. */
  settled(): Promise<void>;
}

/**
 * Finds tokens, and renews those that end soon: once, however many ask in however many processes. Nobody waits for that
 * for longer than a moment: then the old token must do, of which Slack itself says whether it does.
 */
export function createAccess(deps: AccessDeps): AccessFinder {
  // One a process asks Slack, or whoever does; the others wait for that one.
  const renewals = new Map<string, Promise<Installation | undefined>>();

  function renewed(found: Installation): Promise<Installation | undefined> {
    const { slackId } = found;
    const running = renewals.get(slackId);
    if (running) return running;
    const renewal = renew(deps, found).finally(() => renewals.delete(slackId));
    renewals.set(slackId, renewal);
    return renewal;
  }

  async function current(found: Installation, now: Date): Promise<Installation | undefined> {
    if (!isRenewalDue(found.tokensEndAt, now)) return found;
    try {
      return await within(isOver(found, now) ? whenOverMs : beforeAnswer.within, renewed(found));
    } catch (error) {
      if (error instanceof TookTooLong) return found;
      throw error;
    }
  }

  return {
    async find({ teamId }, patience = {}) {
      if (teamId === undefined) return undefined;
      const looked = deps.database.run(async (tx) => ({
        found: await findInstallation(tx, teamId),
        now: tx.now,
      }));
      const { found, now } = await unlessSilent(looked, patience);
      if (!found?.sealedTokens) return undefined;
      const newest = await current(found, now);
      if (!newest?.sealedTokens) return undefined;
      const { bot } = await unsealed(deps, newest, newest.sealedTokens);
      const { botId, botUserId, name: teamName } = newest;
      return { botToken: bot, botId, botUserId, teamName };
    },
    async settled() {
      await Promise.allSettled(renewals.values());
    },
  };
}

function isOver({ tokensEndAt }: Installation, now: Date): boolean {
  return tokensEndAt !== undefined && tokensEndAt <= now;
}

async function renew(deps: AccessDeps, found: Installation): Promise<Installation | undefined> {
  const { slackId, sealedTokens } = found;
  const refresh = sealedTokens && unseal(deps.secrets, slackId, sealedTokens).refresh;
  if (refresh === undefined || deps.stopping.aborted) return found;
  if (!(await claim(deps, found))) return await renewedByOthers(deps, found);
  // The claim may have taken its time.
  if (deps.stopping.aborted) return found;
  let tokens: SlackTokens;
  try {
    // Outside of a transaction: Slack may take long, and others need the connection.
    tokens = await deps.renew(refresh);
  } catch (err) {
    // The old token may do for a while yet; after a pause somebody tries again.
    deps.log.warn({ err, slackId }, notRenewed);
    return found;
  }
  return await keep(deps, found, tokens);
}

const notRenewed =
  'Slack tokens could not be renewed: it is tried again; when they have ended, the app must be installed there anew';

/** Longer than a database takes that is started again. */
const keepForMs = 60_000;
const keepAgainMs = 500;

/** Writes the new tokens, again and again while the database is away: Slack doesn't give them a second time. */
async function keep(
  { database, secrets, log }: AccessDeps,
  found: Installation,
  tokens: SlackTokens,
): Promise<Installation | undefined> {
  const { slackId } = found;
  const start = performance.now();
  for (;;) {
    try {
      return await database.transaction(async (tx) => {
        await saveRenewed(tx, found, sealTokens(secrets, slackId, tokens, tx.now));
        return await findInstallation(tx, slackId);
      });
    } catch (err) {
      log.warn({ err, slackId }, 'renewed Slack tokens could not be kept');
      if (performance.now() - start > keepForMs) return found;
    }
    await wait(keepAgainMs);
  }
}

/** Whether nobody else renews the tokens, or has. */
async function claim({ database }: AccessDeps, found: Installation): Promise<boolean> {
  return await database.run((tx) => claimRenewal(tx, found, after(tx.now, renewalMs)));
}

const lookAgainMs = 200;

/** The installation as somebody else renews it; while the token is still good, nobody waits for that. */
async function renewedByOthers(
  { database }: AccessDeps,
  found: Installation,
): Promise<Installation | undefined> {
  const start = performance.now();
  for (;;) {
    const { now, current } = await database.run(async (tx) => ({
      now: tx.now,
      current: await findInstallation(tx, found.slackId),
    }));
    const isSame = current?.tokensEndAt?.getTime() === found.tokensEndAt?.getTime();
    const isLate = performance.now() - start > whenOverMs;
    if (!isOver(found, now) || !isSame || isLate) return current;
    await wait(lookAgainMs);
  }
}

interface Unsealed {
  readonly bot: string;
  readonly refresh: string | undefined;
  readonly isNewest: boolean;
}

/** The tokens in plain; what an older secret sealed is sealed anew, so that the old one can be dropped. */
async function unsealed(
  deps: AccessDeps,
  { slackId }: Installation,
  sealed: Uint8Array,
): Promise<Unsealed> {
  const tokens = unseal(deps.secrets, slackId, sealed);
  if (!tokens.isNewest) {
    await deps.database.run(async (tx) => {
      const again = sealTokens(deps.secrets, slackId, { ...tokens, lifeMs: undefined }, tx.now);
      await saveResealed(tx, slackId, sealed, again.tokens);
    });
  }
  return tokens;
}

function unseal(secrets: Secrets, slackId: string, sealed: Uint8Array): Unsealed {
  const opened = secrets.unseal('slack_tokens', sealed, slackId);
  if (!opened) {
    throw new Error(
      `the tokens of ${slackId} can't be read with APP_SECRET: install the app there again`,
    );
  }
  // Written by sealTokens only.
  const tokens = JSON.parse(opened.text) as Pick<Unsealed, 'bot' | 'refresh'>;
  return { ...tokens, isNewest: opened.isNewest };
}
