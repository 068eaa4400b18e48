import { createHash } from 'node:crypto';
import type { APIResponse, Page } from 'playwright-core';
import type { PageState } from './page-state.ts';
import { type ConnectedTool, connectTool } from './tool-acts.ts';
import type { World } from './world.ts';

const tools = new WeakMap<World, Promise<ConnectedTool>>();

/** A tool that only admins may use; connected once. */
function adminsTool(world: World): Promise<ConnectedTool> {
  const known = tools.get(world) ?? connectTool(world, { 'Who can use it?': 'Admins' });
  tools.set(world, known);
  return known;
}

/** Where that tool sends somebody who opens it. */
async function openingUrl(world: World, more: Record<string, string> = {}): Promise<string> {
  const { id, redirectUri } = await adminsTool(world);
  const query = new URLSearchParams({
    client_id: id,
    redirect_uri: redirectUri,
    response_type: 'code',
    scope: 'openid',
    code_challenge: createHash('sha256').update('a verifier').digest('base64url'),
    code_challenge_method: 'S256',
    ...more,
  });
  return `${world.url}/oidc/auth?${query}`;
}

/** Goes to the tool and comes there, by way of the address that the app says is its own. */
async function openTool(world: World, page: Page): Promise<void> {
  let url: string | undefined = await openingUrl(world);
  while (url?.startsWith(world.url)) {
    const headers = { 'sec-fetch-site': 'cross-site' };
    const answer: APIResponse = await page.request.get(url, { maxRedirects: 0, headers });
    const to: string | undefined = answer.headers().location;
    url = to && new URL(to, url).href.replace(world.config.publicUrl, world.url);
  }
}

/** The pages on the way to a tool and out of it; `signIn` signs somebody in. */
export function toolPageStates(
  world: World,
  signIn: (page: Page, role: 'member' | 'admin') => Promise<unknown>,
): PageState[] {
  return [
    {
      name: 'no access to a tool',
      status: 403,
      async open(page) {
        await signIn(page, 'member');
        await page.goto(await openingUrl(world));
        await page.getByRole('link', { name: 'See what you can open' }).waitFor();
      },
    },
    {
      name: 'sign in again for a tool',
      status: 200,
      async open(page) {
        await signIn(page, 'admin');
        // Whoever has just signed in has done so again.
        await world.database.query(
          "UPDATE sessions SET created_at = created_at - interval '1 hour'",
        );
        await page.goto(await openingUrl(world, { prompt: 'login' }));
        await page.getByRole('button', { name: 'Sign in again' }).waitFor();
      },
    },
    {
      name: 'sign out of a tool',
      status: 200,
      async open(page) {
        const { id } = await adminsTool(world);
        await signIn(page, 'admin');
        await openTool(world, page);
        await page.goto(`${world.url}/oidc/sign-out?client_id=${id}`);
        await page.getByRole('button', { name: 'Sign out' }).waitFor();
      },
    },
    {
      name: 'a way to a tool that is lost',
      status: 400,
      async open(page) {
        await adminsTool(world);
        await page.goto(`${world.url}/oidc/continue/lost`);
      },
    },
    {
      name: 'a tool that asks for what it may not have',
      status: 400,
      async open(page) {
        await page.goto(await openingUrl(world, { redirect_uri: 'https://elsewhere.example/' }));
      },
    },
  ];
}
