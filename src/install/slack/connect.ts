import { createSlackShell, type SlackShell } from '../../platform/slack/bolt.ts';
import { createSlackClients, type SlackClients } from '../../platform/slack/client.ts';
import { authorizeWith } from '../../platform/slack/identity.ts';
import { createSlackTeams, type SlackTeams } from './teams.ts';

type TeamsSettings = Parameters<typeof createSlackTeams>[0];
type TeamsDeps = Parameters<typeof createSlackTeams>[1];
type Shell = Parameters<typeof createSlackShell>[0];

/** The ways to Slack and back: the teams that the app works in, how they are called, and what they send. */
export function connectToSlack(
  settings: TeamsSettings & Pick<Shell, 'signingSecret' | 'appToken' | 'publicUrl'>,
  deps: TeamsDeps & Pick<Shell, 'now'>,
): { teams: SlackTeams; slackClients: SlackClients; slack: SlackShell } {
  const teams = createSlackTeams(settings, deps);
  const { find, token } = teams;
  const { apiUrl } = settings;
  return {
    teams,
    slackClients: createSlackClients(find, { ...deps, apiUrl }),
    slack: createSlackShell({ ...settings, ...deps, authorize: authorizeWith(find), token }),
  };
}
