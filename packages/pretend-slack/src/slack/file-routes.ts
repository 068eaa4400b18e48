import { setTimeout as wait } from 'node:timers/promises';
import type { Context, Hono } from 'hono';
import { faultAnswer, meetFault } from './faults.ts';
import type { PretendFile } from './state.ts';
import { bearer, tokenKind } from './tokens.ts';
import { type Fault, recordCall, type World } from './world.ts';

/** What Slack shows to whoever may not have a file. */
const signInPage = `<!DOCTYPE html>
<html lang="en-US"><head><title>Slack</title></head><body><h1>Sign in to Slack</h1></body></html>
`;

/** Adds the addresses of the files. https://docs.slack.dev/reference/objects/file-object#authentication */
export function fileRoutes(routes: Hono, main: World, stopping: AbortSignal): void {
  const serve = async (context: Context) => {
    const [teamId, fileId] = (context.req.param('place') ?? '').split('-');
    const token = bearer(context.req.header('authorization'));
    const world = main.teams.find((team) => team.state.team.id === teamId) ?? main;
    const file = world.state.files.find(({ id }) => id === fileId);
    const args = { file: fileId, ...(file && { name: file.name }) };
    const fault = await meetFault(world, 'file', args, stopping);
    const answer =
      (fault && faultyAnswer(fault)) ?? fileAnswer(world, token, file, fault, stopping);
    const { status } = answer;
    const kind = tokenKind(world, token);
    const call = { method: 'file', args, token: kind, status, at: world.now() };
    recordCall(world, { ...call, response: {} });
    return answer;
  };
  routes.get('/files-pri/:place/:name', serve);
  routes.get('/files-pri/:place/download/:name', serve);
}

function faultyAnswer(fault: Fault): Response | null {
  const { redirectTo } = fault;
  if (redirectTo !== undefined) {
    return new Response(null, { status: 302, headers: { location: redirectTo } });
  }
  const planned = faultAnswer(fault);
  if (!planned) return null;
  const { status, retryAfter } = planned;
  const headers = retryAfter === undefined ? {} : { 'retry-after': String(retryAfter) };
  return new Response(null, { status, headers });
}

function mayRead({ state, botTokens }: World, token: string | undefined): boolean {
  const isTheirs = token !== undefined && botTokens.has(token);
  return isTheirs && state.installed && state.scopes.includes('files:read');
}

function page(status: number): Response {
  const headers = { 'content-type': 'text/html; charset=utf-8' };
  return new Response(signInPage, { status, headers });
}

function fileAnswer(
  world: World,
  token: string | undefined,
  file: PretendFile | undefined,
  fault: Fault | undefined,
  stopping: AbortSignal,
): Response {
  if (!mayRead(world, token)) return page(200);
  if (!file) return page(404);
  const { moreBytes = 0, pauseMs } = fault ?? {};
  const content = Buffer.from(file.content, 'base64');
  const bytes = moreBytes > 0 ? Buffer.concat([content, Buffer.alloc(moreBytes, ' ')]) : content;
  const headers = { 'content-type': file.mimetype };
  if (moreBytes === 0 && pauseMs === undefined) return new Response(bytes, { headers });
  return new Response(inHalves(bytes, pauseMs, stopping), { headers });
}

/** The bytes without their number, and with a pause in their middle. */
function inHalves(bytes: Buffer, pauseMs = 0, stopping: AbortSignal): ReadableStream {
  const middle = Math.ceil(bytes.length / 2);
  const halves = [bytes.subarray(0, middle), bytes.subarray(middle)];
  return new ReadableStream({
    async pull(controller) {
      const half = halves.shift();
      if (half === undefined || stopping.aborted) return controller.close();
      // When all is stopped, nobody waits for the rest.
      if (halves.length === 0) await wait(pauseMs, undefined, { signal: stopping }).catch(() => {});
      controller.enqueue(half);
    },
  });
}
