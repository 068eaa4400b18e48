import { expect } from 'vitest';
import { freePort } from '../../scripts/free-port.js';
import { joinAs } from './acts.ts';
import { SiteBrowser } from './site-browser.ts';
import { openHome, removeMember } from './slack-acts.ts';
import { type ConnectedTool, connectTool } from './tool-acts.ts';
import { startWorld, type World } from './world.ts';

/** A tool that isn't ours, with a site of its own. */
export interface ToolSite {
  readonly world: World;
  readonly url: string;
  readonly app: string;
}

/** How a tool is found by its own addresses. */
interface Addresses {
  readonly callback: string;
  readonly signOut: string;
}

/** The app where it says that it is, and a tool connected at a port of its own. */
export async function startBesideTool(
  { callback, signOut }: Addresses,
  fields: Record<string, string> = {},
): Promise<ToolSite & { readonly port: number; readonly tool: ConnectedTool }> {
  const [appPort, port] = [await freePort(), await freePort()];
  const app = `http://127.0.0.1:${appPort}`;
  const url = `http://127.0.0.1:${port}`;
  const world = await startWorld({
    PORT: String(appPort),
    PUBLIC_URL: app,
    TOOL_HOSTS: '127.0.0.1',
    AUTH_TEAMS: 'T0SANDBOX',
  });
  const tool = await connectTool(world, {
    Address: url,
    'Redirect addresses': url + callback,
    'Sign-out address': url + signOut,
    ...fields,
  });
  return { world, app, url, port, tool };
}

/** Joins, and signs in to the tool by our page; gives the browser. */
export async function enter(
  site: ToolSite,
  name: string,
  role: 'member' | 'admin' = 'member',
): Promise<SiteBrowser> {
  const email = `${name.toLowerCase()}@example.com`;
  await joinAs(site.world, email, { displayName: name, role });
  const browser = new SiteBrowser();
  const asked = await browser.open(`${site.url}/`);
  expect(asked.url).toContain(`${site.app}/sign-in?`);
  const opened = await browser.signInAt(asked, email);
  expect(opened).toMatchObject({ status: 200, url: `${site.url}/` });
  expect(opened.text).toContain(`Hello ${name}`);
  return browser;
}

/** Whoever the tool knows no more, but who is signed in with us, is in again without a page. */
export async function entersSilently(site: ToolSite, browser: SiteBrowser): Promise<void> {
  browser.forget(site.url);
  const again = await browser.open(`${site.url}/`);
  expect(again).toMatchObject({ status: 200, url: `${site.url}/` });
  expect(again.by).toEqual([site.url, site.app, site.url]);
}

/** By the tool's own way out one is signed out here, too, and asked to sign in at the next click. */
export async function signsOut(site: ToolSite, browser: SiteBrowser, path: string): Promise<void> {
  const asked = await browser.open(site.url + path);
  expect(asked.url).toContain(`${site.app}/oidc/sign-out`);
  expect(asked.text).toContain('Sign out here, too?');
  const xsrf = /name="xsrf" value="([^"]+)"/.exec(asked.text)?.[1] ?? '';
  await browser.send(`${site.app}/oidc/sign-out/confirm`, { xsrf, logout: 'yes' });
  await isShut(site, browser);
  expect((await browser.open(`${site.app}/account`)).status).not.toBe(200);
}

/** Whoever is removed in Slack is out at the next click. */
export async function isOutOnceRemoved(
  site: ToolSite,
  browser: SiteBrowser,
  name: string,
): Promise<void> {
  const { world } = site;
  expect((await browser.open(`${site.url}/`)).url).toBe(`${site.url}/`);
  await openHome(world, 'U0ADAM', 'Invite people');
  await removeMember(world, 'U0ADAM', name);
  const states = () =>
    world.database.query(
      "SELECT DISTINCT state::text FROM deliveries WHERE channel = 'oidc_logout'",
    );
  await expect.poll(states, { timeout: 15_000 }).toEqual([{ state: 'sent' }]);
  await isShut(site, browser);
}

async function isShut(site: ToolSite, browser: SiteBrowser): Promise<void> {
  const shut = await browser.open(`${site.url}/`);
  expect(shut.url).toContain(`${site.app}/sign-in?`);
}
