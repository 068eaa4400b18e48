import { countAct } from '../../platform/database/rate-limit.ts';
import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { createPlans } from '../../platform/process/plans.ts';
import type { SlackClients } from '../../platform/slack/client.ts';
import { isSlacksWord, slackErrorName } from '../../platform/slack/retry.ts';
import { installedTeams, type UninstallDeps, uninstall } from '../use-cases/uninstall.ts';

/** When Slack is asked about the installations. */
export interface InstallationLookTimes {
  /** After the start. */
  readonly firstMs: number;
  readonly everyMs: number;
  /** Between two teams. */
  readonly betweenMs: number;
  /** Before an installation is ended, or when Slack couldn't say. */
  readonly againMs: number;
}

const usualTimes: InstallationLookTimes = {
  firstMs: 60_000,
  everyMs: 24 * 3_600_000,
  betweenMs: 1000,
  againMs: 5 * 60_000,
};

export interface InstallationLookDeps extends UninstallDeps {
  readonly slackClients: SlackClients;
  readonly log: Logger;
}

/**
 * What Slack says of the token of a team that has removed the app, or is gone itself. Not `invalid_auth`, which it also says
 * to a machine whose address the app isn't allowed to call from: that would end every installation at once.
 * https://docs.slack.dev/reference/methods/auth.test#errors
 */
const ends: readonly unknown[] = ['account_inactive', 'token_revoked'];

/** Of several processes that start at the same time, one asks about each team. */
const onceInAWhile = { name: 'installation_look', max: 1, windowMs: 10 * 60_000 };

/**
 * Sees which teams have removed the app though no event has come: Slack sends each a few times within the hour, and the app
 * may have been down. Asks soon after the start and once a day, one team after the other; what it finds it finds twice
 * before it ends anything.
 */
export function startInstallationLooks(
  deps: InstallationLookDeps,
  times = usualTimes,
): { stop(): Promise<void> } {
  const { database, log } = deps;
  const plans = createPlans((error) =>
    reportBackgroundFault(log, error, { at: 'installation looks' }),
  );

  async function lookAtAll(): Promise<void> {
    // Soon again, should this one fail.
    plans.plan('all', times.againMs, lookAtAll);
    const teams = await installedTeams(database);
    for (const [index, slackId] of teams.entries()) {
      plans.plan(slackId, index * times.betweenMs, () => lookFirst(slackId));
    }
    plans.plan('all', times.everyMs, lookAtAll);
  }

  async function lookFirst(slackId: string): Promise<void> {
    const waitMs = await database.run((tx) => countAct(tx, onceInAWhile, slackId));
    if (waitMs === 0) await look(slackId, false);
  }

  async function look(slackId: string, isSecond: boolean): Promise<void> {
    const asked = await database.run(async (tx) => tx.now);
    const said = await slacksWord(deps, slackId);
    if (said === 'nothing')
      return plans.plan(`again:${slackId}`, times.againMs, () => look(slackId, isSecond));
    if (said === 'well') return;
    if (!ends.includes(said)) {
      log.warn(
        { slackId, error: said },
        "Slack doesn't take the token of a team, but doesn't say that it has removed the app: if that stays so, see whether the Slack app lets this machine's address in (OAuth & Permissions → Restrict API Token Usage), or install it there again",
      );
      return;
    }
    if (!isSecond) return plans.plan(`again:${slackId}`, times.againMs, () => look(slackId, true));
    // Whoever has installed it since then has done so within a later second.
    const before = new Date(asked.getTime() - 1000);
    if (!(await uninstall(deps, slackId, { said: before }))) return;
    log.info(
      { slackId, error: said },
      'the app was uninstalled a while ago: Slack takes its token no more',
    );
  }

  plans.plan('all', times.firstMs, lookAtAll);
  return { stop: plans.stop };
}

/** Slack's name for why it takes the token no more; whether it is well, or Slack can't say at the moment. */
async function slacksWord(
  { slackClients, log }: InstallationLookDeps,
  slackId: string,
): Promise<string> {
  try {
    const client = await slackClients(slackId);
    await client?.auth.test();
    return 'well';
  } catch (err) {
    const name = slackErrorName(err);
    if (name !== undefined && isSlacksWord(err)) return name;
    log.debug({ err, slackId }, 'Slack could not be asked about an installation');
    return 'nothing';
  }
}
