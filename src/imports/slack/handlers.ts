import type { App } from '@slack/bolt';
import type { ImportSlackDeps } from './deps.ts';
import { registerLists } from './lists.ts';
import { registerPreview } from './preview.ts';
import { registerProgress } from './progress.ts';

/** Registers how many people are invited at once. */
export function registerImports(app: App, deps: ImportSlackDeps): void {
  registerLists(app, deps);
  registerPreview(app, deps);
  registerProgress(app, deps);
}
