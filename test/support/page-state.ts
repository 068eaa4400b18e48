import type { Page } from 'playwright-core';

/** One state of the web side that somebody can see: its name, and the way there with a new browser. */
export interface PageState {
  readonly name: string;
  readonly status: number;
  open(page: Page): Promise<void>;
}
