import { randomUUID } from 'node:crypto';
import { personIn } from 'pretend-slack/driver';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { signInLinkToken } from '../../src/sign-in/sign-in-link.ts';
import { openHome, pressHome } from './slack-acts.ts';
import type { World } from './world.ts';

/** A sign-in link for a member, as if an admin had made it: its id, and its path. */
export async function insertSignInLink(
  world: World,
  email: string,
): Promise<{ linkId: string; path: string }> {
  const linkId = randomUUID();
  await world.database.query(
    `INSERT INTO sign_in_links (member_id, workspace_id, link_id, ends_second_step, made_by_slack_user, expires_at)
     SELECT id, workspace_id, $1::uuid, FALSE, 'U0ADAM', now() + interval '10 minutes'
     FROM members WHERE address = $2`,
    [linkId, email],
  );
  const token = signInLinkToken(createSecrets(world.config.appSecrets), linkId);
  return { linkId, path: `/sign-in-link/${token}` };
}

/** Where a message says that a link leads. */
export const linkPattern = /http:\/\/localhost:3000(\/sign-in-link\/[A-Za-z0-9_-]{43})/;

/** Goes to the question whether a member gets a link, as an admin; gives who that is. */
export async function askForLink(
  world: World,
  email: string,
  user = 'U0ADAM',
): Promise<ReturnType<typeof personIn>> {
  const person = personIn(world.slack, user);
  await openHome(world, user, 'Invite people');
  await pressHome(world, user, 'home.tab_members', { words: ['● Members', email] });
  await person.presses('Details', { of: email, in: 'home' });
  await person.waitsFor('modal', 'New sign-in link…');
  await person.presses('New sign-in link…', { in: 'modal' });
  return person;
}
