import { createHash } from 'node:crypto';
import type { Secrets } from '../platform/secrets.ts';
import { parseWorkspaceId, type WorkspaceId } from '../shared/ids.ts';

/*
 * What a browser remembers after somebody signed in: the workspace, so that nobody is asked for it again,
 * and a code that proves that this account was signed in here (a "device cookie", OWASP's answer to locking
 * accounts from outside). It lets nobody in.
 */

/** What to keep in a browser in which the account was signed in. */
export function knownBrowser(secrets: Secrets, workspaceId: WorkspaceId, address: string): string {
  const code = secrets.sign('known_browser', signedBytes(workspaceId, address));
  return `${workspaceId}.${code.toString('base64url')}`;
}

/** The workspace that a browser remembers. Not checked: it only saves typing. */
export function rememberedWorkspace(kept: string | undefined): WorkspaceId | undefined {
  return parseWorkspaceId(kept?.split('.')[0]);
}

/** Whether the account was signed in in this browser before. */
export function isKnownBrowser(
  secrets: Secrets,
  kept: string | undefined,
  workspaceId: WorkspaceId,
  address: string,
): boolean {
  const code = Buffer.from(kept?.split('.')[1] ?? '', 'base64url');
  return secrets.verify('known_browser', signedBytes(workspaceId, address), code);
}

function signedBytes(workspaceId: WorkspaceId, address: string): Buffer {
  return createHash('sha256').update(`${workspaceId}\n${address}`).digest();
}
