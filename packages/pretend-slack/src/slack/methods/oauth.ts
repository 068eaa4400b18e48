import { neededText, textArgument } from '../arguments.ts';
import { type Json, newId } from '../state.ts';
import { announce, type World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/**
 * Exchanges a code or a refresh token, each of which works once, for a new bot token.
 * https://docs.slack.dev/reference/methods/oauth.v2.access
 */
export function grantAccess(world: World, args: Json): ApiAnswer {
  if (neededText(args, 'client_id') !== world.credentials.clientId)
    return failed('invalid_client_id');
  if (neededText(args, 'client_secret') !== world.credentials.clientSecret) {
    return failed('bad_client_secret');
  }
  return textArgument(args, 'grant_type') === 'refresh_token'
    ? renew(world, args)
    : install(world, args);
}

function install(world: World, args: Json): ApiAnswer {
  const code = neededText(args, 'code');
  const allowed = world.grants.codes.get(code);
  if (!allowed) return failed('invalid_code');
  world.grants.codes.delete(code);
  const { state } = world;
  const { user, enterprise, scopes } = allowed;
  if (!state.installed) {
    // What an earlier installation had is dead for good.
    world.botTokens.clear();
    world.grants.refreshTokens.clear();
  }
  state.installed = true;
  state.scopes = [...scopes];
  announce(world, { kind: 'home' });
  return {
    ok: true,
    ...newToken(world),
    authed_user: { id: user },
    ...(enterprise
      ? { team: null, enterprise, is_enterprise_install: true }
      : {
          team: { id: state.team.id, name: state.team.name },
          enterprise: state.team.enterprise ?? null,
          is_enterprise_install: false,
        }),
  };
}

function renew(world: World, args: Json): ApiAnswer {
  if (!world.grants.refreshTokens.delete(neededText(args, 'refresh_token'))) {
    return failed('invalid_refresh_token');
  }
  return { ok: true, ...newToken(world), team: { id: world.state.team.id } };
}

/** The token that was there before works until it ends. */
function newToken(world: World): Json {
  const { state, grants } = world;
  const token = `xoxb-${newId('', 20)}`;
  world.botTokens.add(token);
  const common = {
    access_token: token,
    token_type: 'bot',
    scope: state.scopes.join(','),
    bot_user_id: state.app.botUserId,
    app_id: state.app.id,
  };
  if (grants.tokenLifeSeconds === null) return common;
  const refresh = `xoxe-1-${newId('', 20)}`;
  grants.refreshTokens.add(refresh);
  return { ...common, refresh_token: refresh, expires_in: grants.tokenLifeSeconds };
}
