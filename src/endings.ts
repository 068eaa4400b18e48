import type { Config } from './config.ts';
import { deleteDeliveriesTo } from './delivery/api.ts';
import { eraseHomeTab } from './home/store.ts';
import { eraseInvitationsOf } from './invitations/erase-store.ts';
import { invitationsOfLeavers } from './invitations/use-cases/leaving.ts';
import type { Erased, Member } from './members/rules.ts';
import { askSlackFor } from './members/slack/ask-slack.ts';
import type { Tx } from './platform/database/database.ts';
import { eraseAskerOf } from './requests/erase-store.ts';
import { eraseEvents } from './sign-in/event-store.ts';
import { deletePasskeysOf } from './sign-in/passkey-store.ts';
import { deleteSecondStep } from './sign-in/second-step-store.ts';
import { endSignInLinks } from './sign-in/sign-in-link-store.ts';
import { endAllSessions } from './sign-in/use-cases/open.ts';
import { endAdminToolsOf, endAllToolsOf, endToolsOf } from './tools/api.ts';
import { eraseChosen } from './tools/store.ts';

/** What else ends with an account and with the role Admin, and what is deleted of whoever leaves. */
export function endingsFor(config: Config, deps: Parameters<typeof askSlackFor>[0]) {
  return {
    askSlackFor: askSlackFor(deps),
    onAccountClosed: [endAllSessions, endWaysIn, endToolsOf],
    onSignedOut: [endAllSessions, endToolsOf, endSignInLinks],
    onAdminRoleLost: [endAdminToolsOf, endSignInLinks],
    onUninstalled: [endAllToolsOf],
    invitationsOfLeavers: invitationsOfLeavers(config),
    onLeft: [
      eraseInvitationsOf,
      eraseAskerOf,
      eraseChosen,
      eraseHomeTab,
      eraseEvents,
      eraseDeliveries,
    ],
  };
}

/** The passkeys and the second step of whoever is removed, and the links for them and by them. */
async function endWaysIn(tx: Tx, member: Member): Promise<object> {
  await deletePasskeysOf(tx, member);
  await deleteSecondStep(tx, member);
  return await endSignInLinks(tx, member);
}

async function eraseDeliveries(
  tx: Tx,
  { workspaceId, email, address, slackUserId }: Erased,
): Promise<void> {
  const recipients = [email, address, ...(slackUserId === undefined ? [] : [slackUserId])];
  await deleteDeliveriesTo(tx, workspaceId, recipients);
}
