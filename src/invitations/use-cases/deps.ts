import type { Changed } from '../../members/rules.ts';
import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import type { InviteLimits } from '../rules.ts';

/** What the invitations' use cases work with. */
export interface InvitationDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The base of every invite link, without a slash at its end. */
  readonly publicUrl: string;
  /** How long an invite link works. */
  readonly inviteTtlMs: number;
  readonly inviteLimits: InviteLimits;
  readonly passwordMinLength: number;
  /** Whether teams install the app by OAuth, and so can uninstall it. */
  readonly isByOauth: boolean;
  /** Called after something that admins see has changed, so that it can be shown anew. */
  readonly changed: Changed;
}
