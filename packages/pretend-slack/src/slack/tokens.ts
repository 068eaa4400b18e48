import type { ApiCall, World } from './world.ts';

/** What kind of token this is in a team. */
export function tokenKind(world: World, token: string | undefined): ApiCall['token'] {
  if (token === undefined) return 'none';
  if (token === world.credentials.appToken) return 'app';
  if (world.registry.configTokens.has(token)) return 'config';
  return world.botTokens.has(token) ? 'bot' : 'wrong';
}

/** The token in an Authorization header, if one is there. */
export function bearer(header: string | undefined): string | undefined {
  return header === undefined ? undefined : /^Bearer (.+)$/i.exec(header)?.[1];
}
