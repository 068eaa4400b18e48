import { inject } from 'vitest';
import { inviteToken } from '../../src/invitations/invite-link.ts';
import { createSecrets } from '../../src/platform/crypto/secrets.ts';
import type { InvitationId } from '../../src/shared/ids.ts';
import { openDialog, sendDialog } from './acts.ts';
import { lastSent } from './sent-payloads.ts';
import { insertInvitations } from './slack-acts.ts';
import type { World } from './world.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** How often each race is run. */
    raceRounds: number;
  }
}

/** The numbers of a race's rounds. */
export function rounds(): number[] {
  return Array.from({ length: inject('raceRounds') }, (_, index) => index + 1);
}

/** As long as so many rounds may take. */
export function roundsTimeout(): number {
  return 60_000 + inject('raceRounds') * 20_000;
}

/** An open invitation that is there already, with its link. */
export async function openInvitation(
  world: World,
  email: string,
  role = 'member',
): Promise<{ id: string; path: string }> {
  const [id = ''] = await insertInvitations(world, [email], { role });
  const secrets = createSecrets(world.config.appSecrets);
  const token = inviteToken(secrets, { id: id as InvitationId, generation: 1 });
  return { id, path: `/join/${token}` };
}

const pattern = 'pattern@example.com';

/** Sends the dialog once, and gives how to send it again: as anybody, to anybody, from a dialog of its own or not. */
export async function learnDialog(world: World) {
  await openDialog(world);
  await sendDialog(world, 'U0ADAM', { email: pattern });
  const { view, ...rest } = lastSent<{ view: object }>(world, 'view_submission');
  return (email: string, viewId: string, user = 'U0ADAM') => {
    const payload = JSON.stringify({ ...rest, view: { ...view, id: viewId } })
      .replaceAll(pattern, email)
      .replaceAll('U0ADAM', user);
    return world.slack.sendRaw({ body: new URLSearchParams({ payload }).toString() });
  };
}

/** Forgets what counts as done today: a hundred rounds are more than the limits of a day allow. */
export async function forgetLimits(world: World): Promise<void> {
  await world.database.query('DELETE FROM rate_limits');
}
