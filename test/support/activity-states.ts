import type { Page } from 'playwright-core';
import type { PageState } from './page-state.ts';
import type { World } from './world.ts';

/** The page of who did what; `signIn` signs somebody in, and gives their address. */
export function activityStates(
  world: World,
  signIn: (page: Page, role: 'member' | 'admin') => Promise<string>,
): PageState[] {
  return [
    {
      name: 'activity',
      status: 200,
      async open(page) {
        await signIn(page, 'admin');
        await page.goto(`${world.url}/activity`);
      },
    },
    {
      name: 'activity of one person',
      status: 200,
      async open(page) {
        const email = await signIn(page, 'admin');
        const [row] = await world.database.query('SELECT id FROM members WHERE address = $1', [
          email,
        ]);
        await page.goto(`${world.url}/activity?person=member:${row?.id}`);
      },
    },
    {
      name: 'activity of somebody who is gone',
      status: 404,
      async open(page) {
        await signIn(page, 'admin');
        await page.goto(`${world.url}/activity?person=nobody`);
      },
    },
    {
      name: 'activity, for a member',
      status: 403,
      async open(page) {
        await signIn(page, 'member');
        await page.goto(`${world.url}/activity`);
      },
    },
  ];
}
