/** Somebody as Slack vouches for them when they sign in with it. */
export interface SlackIdentity {
  /** Slack's id of the team with which they signed in. */
  readonly slackTeamId: string;
  readonly slackUserId: string;
  /** As Slack writes it; undefined when it doesn't tell. */
  readonly email: string | undefined;
  /** Whether Slack knows that the address is theirs. */
  readonly isEmailVerified: boolean;
  readonly name: string | undefined;
  /** The address of their picture. */
  readonly picture: string | undefined;
}

/** Why what Slack says of somebody isn't taken: of which claim it isn't as it must be, or the signature. */
export type IdentityProblem =
  | 'unreadable'
  | 'signature'
  | 'issuer'
  | 'audience'
  | 'nonce'
  | 'expired'
  | 'whole_organisation'
  | 'no_ids';
