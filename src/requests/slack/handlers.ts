import type { App } from '@slack/bolt';
import { type AskSlackDeps, registerAsking } from './ask.ts';
import { type DecideSlackDeps, registerDeciding } from './decide.ts';

/** Registers how members ask for invitations, and how admins decide. */
export function registerRequests(app: App, deps: AskSlackDeps & DecideSlackDeps): void {
  registerAsking(app, deps);
  registerDeciding(app, deps);
}
