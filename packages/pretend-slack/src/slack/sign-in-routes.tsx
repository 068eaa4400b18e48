import type { Context, Hono } from 'hono';
import { faultAnswer, meetFault } from './faults.ts';
import { publishedKeys } from './id-tokens.ts';
import { answerSignIn, peopleToSignIn, readSignIn, type SignInAsked } from './sign-in.ts';
import { SignInErrorPage, SignInPage } from './sign-in-page.tsx';
import { type Fault, recordCall, type World } from './world.ts';

/** Adds the addresses of Sign in with Slack. https://docs.slack.dev/authentication/sign-in-with-slack */
export function signInRoutes(routes: Hono, main: World, stopping: AbortSignal): void {
  routes.get('/openid/connect/authorize', (c) => {
    const asked = readSignIn(main, new URL(c.req.url));
    if ('problems' in asked) return show(c, <SignInErrorPage {...asked} />, 400);
    const choices = teamsFor(main, asked).map((world) => ({
      team: world.state.team,
      people: peopleToSignIn(world),
    }));
    const app = main.manifest?.name ?? main.state.app.name;
    return show(c, <SignInPage app={app} choices={choices} />);
  });
  routes.post('/openid/connect/authorize', async (c) => {
    const asked = readSignIn(main, new URL(c.req.url));
    if ('problems' in asked) return show(c, <SignInErrorPage {...asked} />, 400);
    const [teamId, user] = String((await c.req.formData()).get('as')).split('-');
    const world = main.teams.find(({ state }) => state.team.id === teamId) ?? main;
    return c.redirect(answerSignIn(world, asked, user ?? null), 302);
  });
  routes.get('/openid/connect/keys', async () => {
    const fault = await met(main, 'openid.connect.keys', {}, stopping);
    return fault ?? Response.json(publishedKeys());
  });
  routes.get('/avatars/:person', async (c) => {
    const person = c.req.param('person');
    const [teamId, id] = person.split('-');
    const world = main.teams.find(({ state }) => state.team.id === teamId) ?? main;
    const picture = world.state.users.find((user) => user.id === id)?.picture;
    const fault = await met(world, 'avatar', { person }, stopping);
    if (fault) return fault;
    if (picture === undefined) return c.notFound();
    return new Response(Buffer.from(picture, 'base64'), {
      headers: { 'content-type': 'image/png' },
    });
  });
}

function teamsFor(main: World, { team }: SignInAsked): World[] {
  return main.teams.filter(({ state }) => team === undefined || state.team.id === team);
}

/** What a fault answers in place of the address; records that it was asked for. */
async function met(
  world: World,
  method: 'openid.connect.keys' | 'avatar',
  args: Record<string, string>,
  stopping: AbortSignal,
): Promise<Response | undefined> {
  const fault = await meetFault(world, method, args, stopping);
  const answer = fault && faultyAnswer(fault);
  const status = answer?.status ?? 200;
  recordCall(world, { method, args, token: 'none', status, response: {}, at: world.now() });
  return answer;
}

function faultyAnswer(fault: Fault): Response | undefined {
  const { redirectTo, moreBytes } = fault;
  if (redirectTo !== undefined) {
    return new Response(null, { status: 302, headers: { location: redirectTo } });
  }
  if (moreBytes !== undefined) return new Response(Buffer.alloc(moreBytes, ' '));
  const planned = faultAnswer(fault);
  return planned ? Response.json(planned.answer, { status: planned.status }) : undefined;
}

function show(c: Context, page: unknown, status: 200 | 400 = 200): Response | Promise<Response> {
  return c.html(`<!DOCTYPE html>${page}`, status);
}
