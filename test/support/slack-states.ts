import type { Page } from 'playwright-core';
import { invite } from './acts.ts';
import type { PageState } from './page-state.ts';
import type { World } from './world.ts';

let people = 0;

/** The pages that people come to from Slack. */
export function slackStates(world: World): PageState[] {
  return [
    {
      name: 'back from Slack too late',
      status: 400,
      open: async (page) => void (await page.goto(`${world.url}/sign-in/slack/back?state=old`)),
    },
    {
      name: 'not connected in Slack',
      status: 403,
      open: (page) => backFromSlack(world, page, '/sign-in/slack'),
    },
    {
      name: 'join as another in Slack',
      status: 403,
      async open(page) {
        people += 1;
        const { path } = await invite(world, `not-in-slack${people}@example.com`);
        await backFromSlack(world, page, `${path}/slack`);
      },
    },
  ];
}

/** Goes to Slack by a link of the app's, and comes back as Gus. */
async function backFromSlack(world: World, page: Page, path: string): Promise<void> {
  const sent = await page.request.get(world.url + path, { maxRedirects: 0 });
  const { pathname, search } = new URL(world.slack.signIn('U0GUS', sent.headers().location ?? ''));
  await page.goto(world.url + pathname + search);
}
