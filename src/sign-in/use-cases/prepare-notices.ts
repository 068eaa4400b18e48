import type { Delivery, Prepared } from '../../delivery/rules.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import type { Workspace } from '../../workspaces/rules.ts';
import {
  eventDmNotice,
  eventEmailNotice,
  newPasswordNotice,
  type ToldEvent,
} from '../event-rules.ts';
import { type FoundEvent, findEvent } from '../event-store.ts';
import { notMeToken } from '../not-me-link.ts';
import { eventDm, eventEmail } from '../notices.tsx';
import { resetEmailNotice } from '../rules.ts';
import { linkDmNotice, linkEmailNotice } from '../sign-in-link-rules.ts';
import { notSentReasons } from '../texts.ts';
import type { SignInDeps } from './deps.ts';
import { prepareLink } from './link-sign-in.ts';
import { prepareResetEmail } from './reset.ts';

/** How the emails and direct messages to members about their own accounts are written. */
export function accountNotices(
  deps: SignInDeps,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    [resetEmailNotice]: (delivery) => prepareResetEmail(deps, delivery),
    [linkEmailNotice]: (delivery) => prepareLink(deps, delivery, 'email'),
    [linkDmNotice]: (delivery) => prepareLink(deps, delivery, 'slack_dm'),
    [newPasswordNotice]: (delivery) =>
      delivery.accountEventId ? prepareEmail(deps, delivery) : prepareFormer(deps, delivery),
    [eventEmailNotice]: (delivery) => prepareEmail(deps, delivery),
    [eventDmNotice]: (delivery) =>
      prepareWith(deps, delivery, (facts, { slackTeamId }) => ({
        kind: 'slack_dm',
        slackTeamId,
        note: eventDm(facts),
      })),
  };
}

function prepareEmail(deps: SignInDeps, delivery: Delivery): Promise<Prepared> {
  return prepareWith(deps, delivery, (facts) => ({ kind: 'email', letter: eventEmail(facts) }));
}

/** Goes also to whoever was removed meanwhile: it is about what was done to their account. */
async function prepareWith(
  deps: SignInDeps,
  { accountEventId }: Delivery,
  write: (facts: ReturnType<typeof factsOf>, workspace: Workspace) => Prepared,
): Promise<Prepared> {
  return await deps.database.run(async (tx) => {
    const event = accountEventId && (await findEvent(tx, accountEventId));
    if (!event) return { kind: 'cancel', reason: notSentReasons.eventGone };
    const workspace = await findWorkspaceById(tx, event.workspaceId);
    if (!workspace) return { kind: 'cancel', reason: notSentReasons.workspaceGone };
    return write(factsOf(deps, event), workspace);
  });
}

function factsOf({ publicUrl, secrets }: SignInDeps, event: FoundEvent) {
  const { id, at, workspaceName, userAgent, ipAddress } = event;
  return {
    // Only of those it is told.
    kind: event.kind as ToldEvent,
    workspaceName,
    at,
    browser: { userAgent, ipAddress },
    link: `${publicUrl}/not-me/${notMeToken(secrets, id)}`,
  };
}

/** Of a password that was changed before events were noted. */
async function prepareFormer(
  { database, publicUrl }: SignInDeps,
  { workspaceId, createdAt: at }: Delivery,
): Promise<Prepared> {
  const workspace = await database.run((tx) => findWorkspaceById(tx, workspaceId));
  if (!workspace) return { kind: 'cancel', reason: notSentReasons.workspaceGone };
  const link = `${publicUrl}/forgot?workspace=${workspaceId}`;
  const facts = { kind: 'password_changed', workspaceName: workspace.name, at, link } as const;
  return { kind: 'email', letter: eventEmail({ ...facts, browser: undefined }) };
}
