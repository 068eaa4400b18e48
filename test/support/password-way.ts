import type { Page } from 'playwright-core';

/** Opens the password's fields on the page of an invitation, where they are folded away below passkeys. */
export async function choosePassword(page: Page): Promise<void> {
  const folded = page.locator('details:not([open]) > summary', { hasText: 'password' });
  if ((await folded.count()) > 0) await folded.click();
}
