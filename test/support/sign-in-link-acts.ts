import { randomUUID } from 'node:crypto';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import { signInLinkToken } from '../../src/sign-in/sign-in-link.ts';
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
