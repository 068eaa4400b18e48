/** What is open of somebody's invitations is told so often. */
export const summaryEveryMs = 7 * 24 * 3_600_000;

/** What of somebody's invitations is open. */
export interface Summary {
  readonly slackTeamId: string;
  readonly workspaceName: string;
  /** Whether they may still invite; Slack isn't asked, who invited without an account is taken for an admin there. */
  readonly mayInvite: boolean;
  readonly open: number;
  /** Those that end within a day of the one that ends first. */
  readonly ending: number;
  /** When the last of these ends. */
  readonly endAt: Date;
  /** The first to end. */
  readonly emails: readonly string[];
}
