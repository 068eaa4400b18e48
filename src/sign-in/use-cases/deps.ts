import type { Secrets } from '../../platform/crypto/secrets.ts';
import type { Database } from '../../platform/database/database.ts';
import type { Browser } from '../rules.ts';

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

/** The browser that asks, and what it kept of earlier times. */
export interface AskingBrowser extends Browser {
  /** What {@link knownBrowser} gave it once. */
  readonly kept: string | undefined;
  /** The token of the session that it has; the new one takes its place. */
  readonly replaces: string | undefined;
  /** What it got with the first challenge for a passkey that it was given. */
  readonly challenged: string | undefined;
}

/** What a browser gets that signed in. */
export interface SignInDone {
  readonly token: string;
  readonly kept: string;
}

/** What a browser gets whose password was right, and of which a code is asked now. */
export interface HalfWayDone {
  readonly halfWay: string;
}
