import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';

/** What the sessions' use cases work with. */
export interface SignInDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The base of every link, without a slash at its end. */
  readonly publicUrl: string;
  readonly passwordMinLength: number;
  /** Whether emails can be sent at all. */
  readonly sendsEmail: boolean;
}
