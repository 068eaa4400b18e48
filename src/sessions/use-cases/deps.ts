import type { Database } from '../../platform/database/database.ts';
import type { Secrets } from '../../platform/crypto/secrets.ts';

/** What the sessions' use cases work with. */
export interface SessionDeps {
  readonly database: Database;
  readonly secrets: Secrets;
  /** The base of every link, without a slash at its end. */
  readonly publicUrl: string;
  readonly passwordMinLength: number;
  /** Whether e-mails can be sent at all. */
  readonly sendsEmail: boolean;
}
