import { Hono } from 'hono';
import { checkMessage } from '../block-kit/check-message.ts';
import { BadArgument, readArguments } from './arguments.ts';
import { faultAnswer, meetFault, type PlannedAnswer, rateLimited } from './faults.ts';
import { fileRoutes } from './file-routes.ts';
import { applyAnswer } from './messages.ts';
import { type ApiAnswer, failed, type PretendMethod, refusedScope } from './methods/method.ts';
import { findMethod } from './methods/pretend-methods.ts';
import { signInRoutes } from './sign-in-routes.tsx';
import type { Json } from './state.ts';
import { retryAfterSeconds } from './tiers.ts';
import { bearer, tokenKind } from './tokens.ts';
import { responseUrlError } from './triggers.ts';
import { recordCall, recordRefusal, type World } from './world.ts';

/** What a call is answered that comes too soon. */
function tierAnswer(world: World, method: string, args: Json): PlannedAnswer | null {
  const retryAfter = retryAfterSeconds(world, method, args);
  return retryAfter === undefined ? null : rateLimited(retryAfter);
}

function tokenError(
  world: World,
  method: PretendMethod,
  token: string | undefined,
): string | undefined {
  if (method.token === 'none') return undefined;
  if (token === undefined) return 'not_authed';
  const kind = tokenKind(world, token);
  if (kind === 'wrong') return 'invalid_auth';
  if (kind !== (method.token ?? 'bot')) return 'not_allowed_token_type';
  if (kind === 'config') {
    const endsAt = world.registry.configTokens.get(token) ?? 0;
    return world.now() < endsAt ? undefined : 'token_expired';
  }
  if (kind === 'app') return undefined;
  return world.state.installed ? undefined : 'account_inactive';
}

function hasScopes({ state }: World, { scopes, takesAnyScope }: PretendMethod): boolean {
  const has = (scope: string) => state.scopes.includes(scope);
  return takesAnyScope ? scopes.some(has) : scopes.every(has);
}

/** Answers at once where the method does: what it changes and the record of the call are then seen together. */
function answerCall(
  world: World,
  name: string,
  args: Json,
  token: string | undefined,
): ApiAnswer | Promise<ApiAnswer> {
  const method = findMethod(name);
  if (!method) {
    recordRefusal(world, name, ['unknown_method'], args);
    return failed('unknown_method', { req_method: name });
  }
  const denied = tokenError(world, method, token);
  if (denied) return failed(denied);
  if (!hasScopes(world, method)) return refusedScope(world, name, method.scopes.join(','), args);
  const refuse = (error: unknown): ApiAnswer => {
    if (!(error instanceof BadArgument)) throw error;
    recordRefusal(world, name, error.problems, args);
    return failed(error.code, { response_metadata: { messages: error.problems } });
  };
  try {
    const answer = method.run(world, args);
    return answer instanceof Promise ? answer.catch(refuse) : answer;
  } catch (error) {
    return refuse(error);
  }
}

/** The team that a call is about: that of the token or, of OAuth's, of the code; the first one otherwise. */
function teamOfCall(main: World, args: Json, token: string | undefined): World {
  const isTheirs = (team: World) =>
    (token !== undefined && team.botTokens.has(token)) ||
    team.grants.codes.has(String(args.code)) ||
    team.grants.signIns.has(String(args.code)) ||
    team.grants.refreshTokens.has(String(args.refresh_token));
  return main.teams.find(isTheirs) ?? main;
}

function answerResponse(
  world: World,
  id: string,
  fields: Json,
): { status: number; answer: ApiAnswer } {
  const error = responseUrlError(world, id);
  const url = world.state.responseUrls[id];
  if (error || !url) return { status: 404, answer: failed(error ?? 'expired_url') };
  url.uses += 1;
  const problems = fields.delete_original === true ? [] : checkMessage(fields);
  if (problems.length > 0) {
    recordRefusal(world, 'response_url', problems, fields);
    const isEmpty = fields.text === undefined && fields.blocks === undefined;
    return { status: 400, answer: failed(isEmpty ? 'no_text' : 'invalid_blocks') };
  }
  applyAnswer(world, url, fields);
  return { status: 200, answer: { ok: true } };
}

/**
 * The pretend Slack's own addresses: the Web API, the response URLs and the files. `stopping` ends calls that
 * wait because of a fault.
 */
export function slackRoutes(main: World, stopping: AbortSignal): Hono {
  const routes = new Hono();
  routes.post('/api/:method', async (context) => {
    const method = context.req.param('method');
    const contentType = context.req.header('content-type') ?? '';
    const read = readArguments(contentType, await context.req.text());
    const token = bearer(context.req.header('authorization')) ?? read.token;
    const world = teamOfCall(main, read.args, token);
    const fault = await meetFault(world, method, read.args, stopping);
    const planned = fault ? faultAnswer(fault) : tierAnswer(world, method, read.args);
    const answer = planned?.answer ?? answerCall(world, method, read.args, token);
    const response = answer instanceof Promise ? await answer : answer;
    const status = planned?.status ?? 200;
    const { args } = read;
    const kind = tokenKind(world, token);
    recordCall(world, { method, args, token: kind, status, response, at: world.now() });
    return Response.json(response, {
      status,
      headers: {
        'x-oauth-scopes': world.state.scopes.join(','),
        'x-accepted-oauth-scopes': (findMethod(method)?.scopes ?? []).join(','),
        ...(planned?.retryAfter !== undefined && { 'retry-after': `${planned.retryAfter}` }),
      },
    });
  });
  routes.post('/response/:id', async (context) => {
    const id = context.req.param('id');
    const world = main.teams.find((team) => team.state.responseUrls[id]) ?? main;
    const fault = await meetFault(world, 'response_url', {}, stopping);
    const planned = fault ? faultAnswer(fault) : null;
    const args = JSON.parse(await context.req.text()) as Json;
    const { status, answer } = planned ?? answerResponse(world, id, args);
    const call = { method: 'response_url', token: 'none', args, status, at: world.now() } as const;
    recordCall(world, { ...call, response: answer });
    return Response.json(answer, { status });
  });
  fileRoutes(routes, main, stopping);
  signInRoutes(routes, main, stopping);
  routes.onError((error, context) =>
    error.name === 'AbortError' || error instanceof SyntaxError
      ? context.json(failed('invalid_json'), 400)
      : context.json(failed('fatal_error', { detail: error.message }), 500),
  );
  return routes;
}
