import { setTimeout as wait } from 'node:timers/promises';
import type { Config } from './config.ts';
import type { MailGate } from './delivery/mail-gate.ts';
import { countInstalledTeams, listInstalledTeams } from './install/store.ts';
import { unnamedTeams } from './install/use-cases/install.ts';
import type { Database } from './platform/database/database.ts';
import type { SlackShell } from './platform/slack/bolt.ts';
import { askForOurselves } from './platform/slack/reach.ts';
import type { TokenWatch } from './platform/slack/token.ts';
import { type SlackFound, startText, type TeamsFound } from './start-texts.ts';
import { onlyWorkspace, slackPageUrl } from './workspaces/api.ts';

/** What there is to look at. */
export interface ReportDeps {
  readonly config: Config;
  readonly database: Database;
  readonly mail: MailGate;
  readonly token: TokenWatch;
  readonly slack: SlackShell;
}

/** How long others may take to answer; whoever has started the app waits for these lines. */
const patienceMs = 6000;
const lookEveryMs = 50;

/** Looks around once, and gives what is to be said to whoever has started the app. */
export async function describeStart(deps: ReportDeps): Promise<string> {
  const { config, mail, token, slack } = deps;
  const isSettled = (): boolean =>
    mail.isKnown() && token.state() !== 'unknown' && slack.isOpen() !== false;
  const [found] = await Promise.all([findSlack(deps), until(isSettled, patienceMs)]);
  return startText({
    publicUrl: config.publicUrl,
    command: config.slack.command,
    teams: await findTeams(deps),
    mail: config.mail && { host: config.mail.server.host, from: config.mail.from },
    mailTrouble: mail.trouble(),
    isMailKnown: mail.isKnown(),
    slack: found,
  });
}

/** How Slack gets here; by a connection of ours once it stands, or hasn't for a while. */
async function findSlack({ config, slack }: ReportDeps): Promise<SlackFound> {
  if (slack.isOpen() === undefined) {
    const reach = await askForOurselves(config.publicUrl, config.slack.signingSecret);
    const signature = slack.signature();
    // What came before this start says so as well.
    const hasCome = signature === 'unknown' && (await slack.events()) === true;
    return { by: 'http', reach, signature: hasCome ? 'ok' : signature };
  }
  await until(() => slack.isOpen() === true, patienceMs);
  return { by: 'socket', isOpen: slack.isOpen() === true };
}

async function findTeams({ config, database, token }: ReportDeps): Promise<TeamsFound> {
  if (config.slack.oauth) {
    const { teams, all } = await database.run(async (tx) => ({
      teams: await listInstalledTeams(tx, 5),
      all: await countInstalledTeams(tx),
    }));
    const unnamed = await unnamedTeams(database, config.slack.installTeams);
    return { by: 'oauth', teams, more: all - teams.length, unnamed };
  }
  const workspace = await database.run(onlyWorkspace);
  return {
    by: 'token',
    state: token.state() ?? 'unknown',
    name: token.team(),
    homeUrl: workspace && (await slackPageUrl(database, workspace.id)),
  };
}

async function until(isSo: () => boolean, ms: number): Promise<void> {
  const end = performance.now() + ms;
  while (!isSo() && performance.now() < end) await wait(lookEveryMs);
}
