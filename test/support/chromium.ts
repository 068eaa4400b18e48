import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** Starts the machine's Chromium. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: inject('chromiumPath'),
    // Containers forbid what Chromium's own sandbox needs; it only shows our own pages here.
    args: ['--no-sandbox'],
  });
}
