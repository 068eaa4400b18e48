import type { App } from '@slack/bolt';
import type { Database } from '../platform/database.ts';
import { rememberSlackApp } from './use-cases.ts';

/**
 * Notes under which id the app runs in each Slack team, as Slack says it with every request; written once
 * per process and team, after the request is on its way.
 */
export function noteSlackApp(app: App, deps: { database: Database }): void {
  const noted = new Map<string, string>();
  app.use(async ({ body, context, next }) => {
    await next();
    const { api_app_id: appId } = body as { api_app_id?: unknown };
    const { teamId } = context;
    if (typeof appId !== 'string' || !/^A[A-Z0-9]+$/.test(appId) || !teamId) return;
    if (noted.get(teamId) === appId) return;
    await rememberSlackApp(deps.database, teamId, appId);
    noted.set(teamId, appId);
  });
}
