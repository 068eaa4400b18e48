import { randomUUID } from 'node:crypto';
import type { Page } from 'playwright-core';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { signInLinkToken } from '../../src/sign-in/sign-in-link.ts';
import { goodPassword, joinAs } from './acts.ts';
import { Visitor } from './browser-acts.ts';
import type { PageState } from './page-state.ts';
import { AuthenticatorApp, setUpSecondStep } from './second-step-acts.ts';
import type { World } from './world.ts';

/** The pages of second steps and sign-in links; `signIn` signs somebody in who has just joined, and gives their address. */
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
  const linkId = randomUUID();
  await world.database.query(
    `INSERT INTO sign_in_links (member_id, workspace_id, link_id, ends_second_step, made_by_slack_user, expires_at)
     SELECT id, workspace_id, $1::uuid, FALSE, 'U0ADAM', now() + interval '10 minutes'
     FROM members WHERE address = $2`,
    [linkId, email],
  );
  return `/sign-in-link/${signInLinkToken(createSecrets(world.config.appSecrets), linkId)}`;
}
