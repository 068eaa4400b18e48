import { type Json, knownUser } from '../state.ts';
import type { World } from '../world.ts';
import type { ApiAnswer } from './method.ts';

/** https://docs.slack.dev/reference/methods/auth.test */
export function testAuth(world: World): ApiAnswer {
  const { team, app } = world.state;
  return {
    ok: true,
    url: `https://${team.domain}.slack.com/`,
    team: team.name,
    user: knownUser(world.state, app.botUserId).name,
    team_id: team.id,
    user_id: app.botUserId,
    bot_id: app.botId,
    ...(team.enterprise && { enterprise_id: team.enterprise.id }),
    is_enterprise_install: false,
  };
}

/** https://docs.slack.dev/reference/methods/team.info */
export function teamInfo(world: World): ApiAnswer {
  const { id, name, domain } = world.state.team;
  const icon: Json = { image_default: true, image_68: 'https://a.slack-edge.com/68.png' };
  return {
    ok: true,
    team: { id, name, domain, url: `https://${domain}.slack.com/`, email_domain: '', icon },
  };
}
