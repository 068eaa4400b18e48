import { randomUUID } from 'node:crypto';
import { neededText, textArgument } from '../arguments.ts';
import { checkManifest, type ManifestProblem } from '../manifest-check.ts';
import { declare, eventsAddress, newConfigTokens, readDeclared, registerApp } from '../registry.ts';
import { sendRequest } from '../requests.ts';
import type { Json } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/** https://docs.slack.dev/reference/methods/apps.manifest.validate */
export function validateManifest(world: World, args: Json): ApiAnswer {
  const id = textArgument(args, 'app_id');
  if (id !== undefined && !world.registry.apps.has(id)) return failed('invalid_app_id');
  const { problems } = givenManifest(world, args);
  return problems.length > 0 ? refusedManifest(problems) : { ok: true };
}

/**
 * Whether the app answers at its address isn't looked at: it can't yet, without the secret that it gets here.
 * https://docs.slack.dev/reference/methods/apps.manifest.create
 */
export function createApp(world: World, args: Json): ApiAnswer {
  const { manifest, problems } = givenManifest(world, args);
  if (problems.length > 0) return refusedManifest(problems);
  const { id, credentials, signingSecret } = registerApp(world, manifest);
  const { team } = world.state;
  const query = new URLSearchParams({
    client_id: credentials.clientId,
    scope: readDeclared(world, manifest).scopes.join(','),
  });
  return {
    ok: true,
    app_id: id,
    credentials: {
      client_id: credentials.clientId,
      client_secret: credentials.clientSecret,
      verification_token: randomUUID(),
      signing_secret: signingSecret,
    },
    oauth_authorize_url: `${world.address}/oauth/v2/authorize?${query}`,
    team_id: team.id,
    team_domain: team.domain,
  };
}

/**
 * Sends a challenge to the address for events, and refuses the manifest when it isn't answered.
 * https://docs.slack.dev/reference/methods/apps.manifest.update
 */
export async function updateApp(world: World, args: Json): Promise<ApiAnswer> {
  const app = world.registry.apps.get(neededText(args, 'app_id'));
  if (!app) return failed('invalid_app_id');
  const { manifest, problems } = givenManifest(world, args);
  if (problems.length > 0) return refusedManifest(problems);
  const problem = await challengeProblem(world, manifest);
  if (problem) return refusedManifest([problem]);
  world.registry.isEventsAddressVerified = true;
  const permissionsUpdated = scopesOf(world, app.manifest) !== scopesOf(world, manifest);
  app.manifest = manifest;
  declare(world, manifest);
  return { ok: true, app_id: app.id, permissions_updated: permissionsUpdated };
}

/** https://docs.slack.dev/reference/methods/apps.manifest.export */
export function exportManifest(world: World, args: Json): ApiAnswer {
  const app = world.registry.apps.get(neededText(args, 'app_id'));
  return app ? { ok: true, manifest: app.manifest } : failed('app_not_found');
}

/** https://docs.slack.dev/reference/methods/tooling.tokens.rotate */
export function rotateConfigToken(world: World, args: Json): ApiAnswer {
  if (!world.registry.refreshTokens.delete(neededText(args, 'refresh_token'))) {
    return failed('invalid_refresh_token');
  }
  const { token, refreshToken, endsAt } = newConfigTokens(world);
  const [owner] = world.state.users.filter(({ isPrimaryOwner }) => isPrimaryOwner);
  return {
    ok: true,
    token,
    refresh_token: refreshToken,
    team_id: world.state.team.id,
    user_id: owner?.id ?? '',
    iat: Math.floor(world.now() / 1000),
    exp: Math.floor(endsAt / 1000),
  };
}

function givenManifest(world: World, args: Json): { manifest: Json; problems: ManifestProblem[] } {
  const given = args.manifest;
  if (given === undefined) neededText(args, 'manifest');
  const isObject = typeof given === 'object' && given !== null && !Array.isArray(given);
  const { allowedCommands } = world.registry;
  const problems = isObject
    ? checkManifest(given, { allowedCommands })
    : [{ message: 'failed to parse: must be a JSON object', pointer: '/' }];
  return { manifest: isObject ? (given as Json) : {}, problems };
}

function refusedManifest(errors: readonly ManifestProblem[]): ApiAnswer {
  return failed('invalid_manifest', { errors });
}

function scopesOf(world: World, manifest: Json): string {
  return [...readDeclared(world, manifest).scopes].sort().join();
}

/** What is wrong with the address for events: it must answer with what it is sent, within 3 s. */
async function challengeProblem(
  world: World,
  manifest: Json,
): Promise<ManifestProblem | undefined> {
  const url = eventsAddress(manifest);
  if (url === undefined) return undefined;
  const challenge = randomUUID();
  const reply = world.appUrl
    ? await sendRequest(world, {
        path: new URL(url).pathname,
        body: JSON.stringify({ token: '', challenge, type: 'url_verification' }),
        contentType: 'application/json',
      })
    : { status: 0, body: '' };
  if (reply.status === 200 && reply.body.includes(challenge)) return undefined;
  return {
    code: 'challenge_failed',
    message:
      reply.status === 200
        ? "Your URL didn't respond with the value of the challenge parameter."
        : 'Your request URL responded with an HTTP error.',
    pointer: '/settings/event_subscriptions/request_url',
  };
}
