import { fieldOf, menuOf } from 'pretend-slack/driver';
import { modalAfter, openHome } from './slack-acts.ts';
import type { World } from './world.ts';

/** Chooses an entry of somebody's menu in Home that opens a dialog; gives that. */
export async function choose(world: World, of: string, entry: string, user = 'U0ADAM') {
  const value = menuOf(await openHome(world, user, of), of)[entry] ?? '';
  return await modalAfter(world, user, () =>
    world.slack.press({ user, in: 'home', actionId: 'home.invitation_menu', value }),
  );
}

/** Sends the dialog of Change address… that somebody has open; gives the reply. */
export async function typeAddress(world: World, email: string, user = 'U0ADAM') {
  const modal = world.slack.modal(user);
  if (!modal) throw new Error('no dialog');
  return await world.slack.submit({ user, values: { [fieldOf(modal, 'Email address')]: email } });
}

/** What was recorded about an address, newest first. */
export async function recorded(world: World, email: string) {
  return await world.database.query(
    'SELECT actor, act, detail FROM audit_entries WHERE subject = $1 ORDER BY at DESC',
    [email],
  );
}
