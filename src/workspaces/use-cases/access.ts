import type { Database, Tx } from '../../platform/database.ts';
import type { Logger } from '../../platform/logger.ts';
import type { Secrets } from '../../platform/secrets.ts';
import type { SlackTokens } from '../../shared/slack-grant.ts';
import {
  findInstallation,
  findInstallationOfTeam,
  lockInstallation,
  saveResealed,
  saveTokens,
} from '../installation-store.ts';
import { type Installation, isRenewalDue } from '../rules.ts';
import { sealTokens } from './install.ts';

/** What finding a team's token works with. */
export interface AccessDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  readonly log: Logger;
  /** Exchanges a refresh token, which works once, for new tokens. */
  readonly renew: (refreshToken: string) => Promise<SlackTokens>;
}

/** What the app acts with in a team. */
export interface Access {
  readonly botToken: string;
  readonly botId: string;
  readonly botUserId: string;
  readonly teamName: string;
}

interface Place {
  readonly teamId?: string | undefined;
  readonly enterpriseId?: string | undefined;
  readonly isEnterpriseInstall?: boolean | undefined;
}

/**
 * Finds the token of a team or organisation; undefined when it hasn't installed the app. A token that ends soon
 * is renewed first: once, however many ask in however many processes, as Slack takes a refresh token only once.
 */
export function createAccess(deps: AccessDeps): (place: Place) => Promise<Access | undefined> {
  // One a process waits for the row; the others wait for that one, and need no connection meanwhile.
  const renewals = new Map<string, Promise<Installation | undefined>>();

  function renewed(found: Installation): Promise<Installation | undefined> {
    const { slackId } = found;
    const running = renewals.get(slackId);
    if (running) return running;
    const renewal = renew(deps, found).finally(() => renewals.delete(slackId));
    renewals.set(slackId, renewal);
    return renewal;
  }

  return async (place) => {
    const { found, now } = await deps.database.read(async (tx) => ({
      found: await findPlace(tx, place),
      now: tx.now,
    }));
    if (!found?.sealedTokens) return undefined;
    const current = isRenewalDue(found.tokensEndAt, now) ? await renewed(found) : found;
    if (!current?.sealedTokens) return undefined;
    const { bot } = await unsealed(deps, current, current.sealedTokens);
    const { botId, botUserId, name: teamName } = current;
    return { botToken: bot, botId, botUserId, teamName };
  };
}

async function findPlace(tx: Tx, place: Place): Promise<Installation | undefined> {
  const { teamId, enterpriseId, isEnterpriseInstall } = place;
  if (isEnterpriseInstall && enterpriseId) return await findInstallation(tx, enterpriseId);
  return teamId === undefined ? undefined : await findInstallationOfTeam(tx, teamId);
}

async function renew(deps: AccessDeps, found: Installation): Promise<Installation | undefined> {
  try {
    return await deps.database.transaction(async (tx) => {
      const held = await lockInstallation(tx, found.slackId);
      if (!held?.sealedTokens) return undefined;
      // Another process may have been faster.
      if (!isRenewalDue(held.tokensEndAt, tx.now)) return held;
      const { refresh } = unseal(deps.secrets, held.slackId, held.sealedTokens);
      if (refresh === undefined) return held;
      const tokens = await deps.renew(refresh);
      await saveTokens(tx, held.slackId, sealTokens(deps.secrets, held.slackId, tokens, tx.now));
      return await findInstallation(tx, held.slackId);
    });
  } catch (err) {
    // The old token may do for a while yet; whoever asks next tries again.
    deps.log.warn({ err, slackId: found.slackId }, 'Slack tokens could not be renewed');
    return found;
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
    await deps.database.read(async (tx) => {
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
