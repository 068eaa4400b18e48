import { neededText, textArgument } from '../arguments.ts';
import { signIdToken } from '../id-tokens.ts';
import { claimsAbout } from '../sign-in.ts';
import { type Json, newId } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/**
 * Tells who somebody is that signed in with Slack: exchanges a code, which works once.
 * https://docs.slack.dev/reference/methods/openid.connect.token
 */
export function tellWhoSignedIn(world: World, args: Json): ApiAnswer {
  if (neededText(args, 'client_id') !== world.credentials.clientId)
    return failed('invalid_client_id');
  if (neededText(args, 'client_secret') !== world.credentials.clientSecret) {
    return failed('bad_client_secret');
  }
  const grant = textArgument(args, 'grant_type') ?? 'authorization_code';
  if (grant !== 'authorization_code') return failed('invalid_grant_type');
  const code = neededText(args, 'code');
  const allowed = world.grants.signIns.get(code);
  if (!allowed) return failed('invalid_code');
  if (textArgument(args, 'redirect_uri') !== allowed.redirectUri) return failed('bad_redirect_uri');
  world.grants.signIns.delete(code);
  const idToken = signIdToken(claimsAbout(world, allowed), world.bentIdTokens.shift());
  return {
    ok: true,
    access_token: `xoxp-${newId('', 20)}`,
    token_type: 'Bearer',
    id_token: idToken,
  };
}
