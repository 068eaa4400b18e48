import type { Page } from 'playwright-core';

/** The pages on which a member leaves; `open` leads somebody who is signed in to the first. */
export function leaveStates(open: (page: Page) => Promise<void>, url: string) {
  return [
    { name: 'leave', status: 200, open },
    {
      name: 'leave with a wrong password',
      status: 400,
      async open(page: Page) {
        await open(page);
        await page.getByLabel('Your password', { exact: true }).fill('wrong');
        await page.getByRole('button', { name: 'Leave and delete my account' }).click();
        await page.getByRole('alert').waitFor();
      },
    },
    {
      name: 'left',
      status: 200,
      open: async (page: Page) => void (await page.goto(`${url}/left`)),
    },
  ];
}
