import { buttonValue, linesOf, pressablesOf } from 'pretend-slack/driver';
import { openDialog, sendDialog } from './acts.ts';
import { modalAfter } from './slack-acts.ts';
import type { World } from './world.ts';

/** What admins do with what they have sent from the dialog, and can undo for a moment. */

const adam = 'U0ADAM';

/** Somebody sends the dialog, and what they send waits. */
export async function hold(
  world: World,
  email: string,
  { by = adam, role }: { by?: string; role?: 'admin' } = {},
): Promise<void> {
  await openDialog(world, by);
  await modalAfter(world, by, () => sendDialog(world, by, { email, role }));
}

/** The values of the buttons that undo something, in the dialog that they have open. */
export function undoValues(world: World, by = adam): string[] {
  return pressablesOf(world.slack.modal(by)?.view ?? { blocks: [] })
    .filter(({ label }) => label === 'Undo')
    .map(({ value }) => String(value));
}

/** Presses one of them. */
export function pressUndo(world: World, value = '', by = adam): Promise<unknown> {
  return world.slack.press({ user: by, in: 'modal', actionId: 'invitations.undo', value });
}

/** They undo the first of them; gives what they read. */
export async function undo(world: World, by = adam): Promise<string> {
  const value = buttonValue(world.slack.modal(by)?.view ?? { blocks: [] }, 'Undo');
  const shown = await modalAfter(world, by, () => pressUndo(world, value, by));
  return linesOf(shown.view).join('\n');
}

/** They close all that they have open, if there is anything. */
export async function closeDialogs(world: World, by = adam): Promise<void> {
  if (world.slack.modal(by)) await world.slack.close({ user: by, all: true });
}
