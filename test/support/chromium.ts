import { type Browser, chromium } from 'playwright-core';
import { inject } from 'vitest';

/** A mouse, which a Chromium without a window has none of. */
const mouse =
  'primaryPointerType=4,availablePointerTypes=4,primaryHoverType=2,availableHoverTypes=2';

/** Starts the machine's Chromium, as on a desk where asked for; `hosts` says in its own words where it finds them. */
export async function launchChromium({
  hasMouse = false,
  hosts = undefined as string | undefined,
} = {}): Promise<Browser> {
  return await chromium.launch({
    executablePath: inject('chromiumPath'),
    // Containers forbid what Chromium's own sandbox needs; it only shows our own pages here.
    args: [
      '--no-sandbox',
      ...(hasMouse ? [`--blink-settings=${mouse}`] : []),
      ...(hosts === undefined ? [] : [`--host-resolver-rules=${hosts}`]),
    ],
  });
}
