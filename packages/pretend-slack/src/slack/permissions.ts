import type { World } from './world.ts';

/**
 * From now on whoever allows an installation leaves these scopes out; all are ticked at first. Throws when one isn't
 * optional in the app's manifest: nobody can leave it out.
 */
export function leaveOut({ manifest, grants }: World, scopes: readonly string[]): void {
  const optional = manifest?.optionalScopes ?? [];
  const needed = scopes.filter((scope) => !optional.includes(scope));
  if (needed.length > 0) throw new Error(`The manifest has no optional scope ${needed.join(', ')}`);
  grants.leftOut = scopes;
}

/**
 * What somebody allows now. An app that is installed keeps what it has: only by being removed it loses a scope.
 * https://docs.slack.dev/authentication/installing-with-oauth
 */
export function allowedScopes({ state, manifest, grants }: World): string[] {
  const asked = new Set([...state.scopes, ...(manifest?.optionalScopes ?? [])]);
  const has = (scope: string) => state.installed && state.scopes.includes(scope);
  return [...asked].filter((scope) => has(scope) || !grants.leftOut.includes(scope));
}
