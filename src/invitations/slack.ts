import type { App } from '@slack/bolt';
import { registerCommands } from './slack-command.ts';
import { registerCopyLink } from './slack-copy-link.ts';
import type { InvitationSlackDeps } from './slack-deps.ts';
import { registerDialog } from './slack-dialog.ts';

/** Registers the ways in which admins invite people from Slack. */
export function registerInvitations(app: App, deps: InvitationSlackDeps): void {
  registerCommands(app, deps);
  registerDialog(app, deps);
  registerCopyLink(app, deps);
}
