import type { App } from '@slack/bolt';
import { registerBroughtIn } from './brought.ts';
import { registerCommands } from './command.ts';
import { registerCopyLink } from './copy-link.ts';
import type { InvitationSlackDeps } from './deps.ts';
import { registerDialog } from './dialog.ts';
import { registerSummary } from './summary.ts';
import { registerUndo } from './undo.ts';

/** Registers the ways in which admins invite people from Slack. */
export function registerInvitations(app: App, deps: InvitationSlackDeps): void {
  registerCommands(app, deps);
  registerDialog(app, deps);
  registerCopyLink(app, deps);
  registerBroughtIn(app, deps);
  registerUndo(app, deps);
  registerSummary(app, deps);
}
