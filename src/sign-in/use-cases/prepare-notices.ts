import type { Delivery, Prepared } from '../../delivery/rules.ts';
import { findWorkspaceById } from '../../workspaces/api.ts';
import { newPasswordEmail } from '../notices.tsx';
import { newPasswordNotice, resetEmailNotice } from '../rules.ts';
import { linkDmNotice, linkEmailNotice } from '../sign-in-link-rules.ts';
import { notSentReasons } from '../texts.ts';
import type { SignInDeps } from './deps.ts';
import { prepareLinkDm, prepareLinkEmail } from './make-link.ts';
import { prepareResetEmail } from './reset.ts';

/** How the emails to members about their own accounts are written. */
export function accountNotices(
  deps: SignInDeps,
): Record<string, (delivery: Delivery) => Promise<Prepared>> {
  return {
    [resetEmailNotice]: (delivery) => prepareResetEmail(deps, delivery),
    [linkEmailNotice]: (delivery) => prepareLinkEmail(deps, delivery),
    [linkDmNotice]: (delivery) => prepareLinkDm(deps, delivery),
    [newPasswordNotice]: (delivery) => prepareNewPasswordEmail(deps, delivery),
  };
}

/** Goes also to whoever was removed meanwhile: it is about what was done to their account. */
async function prepareNewPasswordEmail(
  { database, publicUrl }: SignInDeps,
  { workspaceId, createdAt }: Delivery,
): Promise<Prepared> {
  const workspace = await database.run((tx) => findWorkspaceById(tx, workspaceId));
  if (!workspace) return { kind: 'cancel', reason: notSentReasons.workspaceGone };
  const forgotUrl = `${publicUrl}/forgot?workspace=${workspaceId}`;
  const letter = newPasswordEmail({ workspaceName: workspace.name, at: createdAt, forgotUrl });
  return { kind: 'email', letter };
}
