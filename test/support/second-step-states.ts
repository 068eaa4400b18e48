import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { goodPassword, joinAs } from './acts.ts';
import { Visitor } from './browser-acts.ts';
import type { PageState } from './page-state.ts';
import { AuthenticatorApp, setUpSecondStep } from './second-step-acts.ts';
import { insertSignInLink } from './sign-in-link-acts.ts';
import type { World } from './world.ts';

/** The pages of second steps, of tools that ask for more, and of sign-in links; `signIn` signs somebody in who has just joined, and gives their address. */
export function secondStepStates(
  world: World,
  signIn: (page: Page) => Promise<string>,
): PageState[] {
  const offer = async (page: Page) => {
    await signIn(page);
    await page.goto(`${world.url}/account/second-step`);
  };
  return [
    { name: 'second step', status: 200, open: offer },
    {
      name: 'second step with a wrong code',
      status: 400,
      async open(page) {
        await offer(page);
        await turnOn(page, '000000');
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'recovery codes',
      status: 200,
      async open(page) {
        await offer(page);
        const key = (await page.locator('p.key').textContent()) ?? '';
        await turnOn(page, new AuthenticatorApp(world, key).code());
        await page.getByRole('listitem').first().waitFor();
      },
    },
    {
      name: 'code',
      status: 200,
      async open(page) {
        const email = `${randomUUID()}@example.com`;
        await joinAs(world, email);
        const elsewhere = new Visitor(world);
        await elsewhere.signIn(email, goodPassword);
        await setUpSecondStep(world, elsewhere);
        await page.goto(`${world.url}/sign-in`);
        await page.getByLabel('Email address').fill(email);
        await page.getByLabel('Password', { exact: true }).fill(goodPassword);
        await page.getByRole('button', { name: /^Sign in$/ }).click();
        await page.waitForURL('**/sign-in/code*');
      },
    },
    ...['mfa', 'phr'].map((strength) => ({
      name: `sign in more securely (${strength})`,
      status: 403,
      async open(page: Page) {
        await signIn(page);
        await page.goto(`${world.url}/auth/enter?strength=${strength}`);
        await page.getByRole('heading', { name: 'Sign in more securely' }).waitFor();
      },
    })),
    {
      name: 'sign-in link',
      status: 200,
      open: async (page) => void (await page.goto(world.url + (await linkPath(world)))),
    },
    {
      name: 'sign-in link, unknown',
      status: 404,
      open: async (page) => void (await page.goto(`${world.url}/sign-in-link/x`)),
    },
  ];
}

async function turnOn(page: Page, code: string): Promise<void> {
  await page.getByLabel('Code from your app').fill(code);
  await page.getByRole('button', { name: 'Turn on' }).click();
}

/** The path of a link for somebody new, as if an admin had made it. */
async function linkPath(world: World): Promise<string> {
  const email = `${randomUUID()}@example.com`;
  await joinAs(world, email);
  return (await insertSignInLink(world, email)).path;
}
