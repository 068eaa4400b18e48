import type { App } from '@slack/bolt';
import type { Database } from '../../platform/database/database.ts';
import { reportBackgroundFault } from '../../platform/process/error-boundary.ts';
import type { Logger } from '../../platform/process/logger.ts';
import { parseSlackDomain } from '../rules.ts';
import { rememberSlackApp, rememberSlackDomain } from '../use-cases/workspaces.ts';

/** What was noted is written again after this long: another team may have had the domain meanwhile. */
const notedForMs = 3_600_000;

/**
 * Notes under which id the app runs in each Slack team, and the team's domain, as Slack says them with its
 * requests; written when they change, and once an hour, after the request is on its way. Whoever has asked for something
 * else is not told when that fails.
 */
export function registerWorkspaces(app: App, deps: { database: Database; log: Logger }): void {
  const noted = new Map<string, { value: string; at: number }>();

  async function note(
    what: string,
    value: string | undefined,
    write: (value: string) => Promise<void>,
  ): Promise<void> {
    const last = noted.get(what);
    const isKnown = last !== undefined && last.value === value && Date.now() - last.at < notedForMs;
    if (value === undefined || isKnown) return;
    noted.set(what, { value, at: Date.now() });
    try {
      await write(value);
    } catch (error) {
      noted.delete(what);
      reportBackgroundFault(deps.log, error, { at: 'slack app' });
    }
  }

  app.use(async ({ body, context, next }) => {
    await next();
    const { teamId } = context;
    if (!teamId) return;
    await note(`app:${teamId}`, appIdIn(body), (appId) =>
      rememberSlackApp(deps.database, teamId, appId),
    );
    await note(`domain:${teamId}`, domainIn(body, teamId), (domain) =>
      rememberSlackDomain(deps.database, teamId, domain),
    );
  });
}

function appIdIn(body: object): string | undefined {
  const { api_app_id: appId } = body as { api_app_id?: unknown };
  return typeof appId === 'string' && /^A[A-Z0-9]+$/.test(appId) ? appId : undefined;
}

/**
 * The domain of a team in a command (`team_domain`) or a click (`team.domain`); undefined when it is another's, as
 * in channels that two teams share. https://docs.slack.dev/interactivity/implementing-slash-commands
 */
function domainIn(body: object, teamId: string): string | undefined {
  const { team_id: id, team_domain, team } = body as Record<string, unknown>;
  const said =
    typeof team === 'object' && team !== null
      ? (team as { id?: unknown; domain?: unknown })
      : { id, domain: team_domain };
  if (said.id !== teamId || typeof said.domain !== 'string') return undefined;
  return parseSlackDomain(said.domain);
}
