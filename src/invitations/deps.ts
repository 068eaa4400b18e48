import type { Database } from '../platform/database.ts';
import type { Secrets } from '../platform/secrets.ts';

/** What the invitations' use cases work with. */
export interface InvitationDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The base of every invite link, without a slash at its end. */
  readonly publicUrl: string;
  /** How long an invite link works. */
  readonly inviteTtlMs: number;
  readonly passwordMinLength: number;
}
