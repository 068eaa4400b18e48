import { type Json, knownUser, newId, nextTs } from './state.ts';
import type { World } from './world.ts';

/** The old verification token, which Slack still sends and nobody may trust. */
export const verificationToken = 'XXYYZZ';

/** What every interaction carries. https://docs.slack.dev/reference/interaction-payloads */
export function interactionBase(world: World, userId: string): Json {
  const { team, app } = world.state;
  const user = knownUser(world.state, userId);
  return {
    team: { id: team.id, domain: team.domain },
    user: {
      id: user.id,
      username: user.name,
      name: user.name,
      team_id: user.teamId ?? team.id,
    },
    api_app_id: app.id,
    token: verificationToken,
    enterprise: team.enterprise ?? null,
    is_enterprise_install: false,
  };
}

/** How an event differs from an ordinary one of this team. */
export interface EnvelopeOptions {
  eventId?: string;
  retryNum?: number;
  teamId?: string;
  isExtShared?: boolean;
  /** Seconds: when it happened. */
  eventTime?: number;
  /** An organisation in which the app is installed as a whole; it says then what it says of its teams. */
  organisationId?: string;
}

/** The envelope of the Events API. https://docs.slack.dev/apis/events-api#events-JSON */
export function eventEnvelope(
  world: World,
  event: { type: string } & Json,
  options: EnvelopeOptions = {},
): { event: { type: string } & Json } & Json {
  const { team, app } = world.state;
  const teamId = options.teamId ?? team.id;
  const eventId = options.eventId ?? newId('Ev');
  const enterpriseId = options.organisationId ?? team.enterprise?.id ?? null;
  return {
    token: verificationToken,
    team_id: teamId,
    context_team_id: teamId,
    context_enterprise_id: enterpriseId,
    api_app_id: app.id,
    event: { ...event, event_ts: event.event_ts ?? nextTs(world.state, world.now()) },
    type: 'event_callback',
    event_id: eventId,
    // Like a signature's, it is compared with the app's own clock.
    event_time: options.eventTime ?? Math.floor(Date.now() / 1000),
    authorizations: [
      {
        enterprise_id: enterpriseId,
        team_id: teamId,
        user_id: app.botUserId,
        is_bot: true,
        is_enterprise_install: options.organisationId !== undefined,
      },
    ],
    is_ext_shared_channel: options.isExtShared ?? false,
    event_context: `4-${eventId.toLowerCase()}`,
  };
}
