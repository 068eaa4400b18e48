import type { Page } from 'playwright-core';
import type { World } from './world.ts';

/** The path in the email about a sign-in in this browser. */
async function notMePath(world: World, email: string): Promise<string> {
  for (;;) {
    const { parsed } = await world.letterTo(email);
    const [, path] = /https?:\/\/[^/\s]+(\/not-me\/\S+)/.exec(parsed.text ?? '') ?? [];
    if (path) return path;
  }
}

/** The pages behind "This wasn't me"; `signIn` signs somebody in who has just joined, and gives their address. */
export function notMeStates(world: World, signIn: (page: Page) => Promise<string>) {
  const open = async (page: Page) => {
    const path = await notMePath(world, await signIn(page));
    await page.goto(world.url + path);
  };
  return [
    { name: 'not me', status: 200, open },
    {
      name: 'locked',
      status: 200,
      async open(page: Page) {
        await open(page);
        await page.getByRole('button', { name: /lock my account/ }).click();
        await page.getByRole('heading', { name: 'Your account is locked' }).waitFor();
      },
    },
    {
      name: 'not me, ended',
      status: 410,
      async open(page: Page) {
        const path = await notMePath(world, await signIn(page));
        await world.database.query("UPDATE account_events SET at = at - interval '8 days'");
        await page.goto(world.url + path);
      },
    },
    {
      name: 'not me, unknown',
      status: 404,
      open: async (page: Page) => void (await page.goto(`${world.url}/not-me/x`)),
    },
  ];
}
