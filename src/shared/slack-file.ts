/** A file as a form in Slack names it. What it says is never believed. */
export interface SentFile {
  readonly id: string;
  readonly name: string | undefined;
  /** Where its bytes are, if the form says so. */
  readonly address: string | undefined;
}

/** Why a file in Slack wasn't fetched. */
export type FileRefusal =
  /** More bytes than are wanted. */
  | 'too_large'
  /** Slack doesn't have it for the app, or has it somewhere else than with itself. */
  | 'not_there'
  /** Slack is slow, fails, or wants a pause: another try may help. */
  | 'no_answer';
