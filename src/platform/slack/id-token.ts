import { done, type Outcome, refused } from '../../shared/outcome.ts';
import type { IdentityProblem, SlackIdentity } from '../../shared/slack-identity.ts';

/** Who signs Slack's tokens; also where SLACK_API_URL leads elsewhere. */
export const slackIssuer = 'https://slack.com';

/** The claims of a token, once it is known that Slack has signed it, for us, and that it hasn't ended. */
export type Claims = Readonly<Record<string, unknown>>;

/**
 * Reads who somebody is from a token whose signature, issuer, audience and end were found right. It must be the answer
 * to the very question that was asked (`nonce`), for this app and nobody else beside it (`clientId`), and name a person
 * of a team. https://docs.slack.dev/authentication/sign-in-with-slack
 */
export function readIdentity(
  claims: Claims,
  { nonce, clientId }: { readonly nonce: string; readonly clientId: string },
): Outcome<SlackIdentity, IdentityProblem> {
  if (claims.nonce !== nonce) return refused('nonce');
  // OpenID Connect Core 1.0, 3.1.3.7: an audience that isn't trusted spoils it, and so does another party that it is for.
  const audiences = [claims.aud].flat();
  if (audiences.length !== 1 || audiences[0] !== clientId) return refused('audience');
  if (claims.azp !== undefined && claims.azp !== clientId) return refused('audience');
  const slackTeamId = text(claims['https://slack.com/team_id']);
  const slackUserId = text(claims['https://slack.com/user_id']);
  // An organisation's id begins with E: such a token says of no team that they are in it.
  if (slackTeamId?.startsWith('E')) return refused('whole_organisation');
  if (!isId(slackTeamId, /^T[A-Z0-9]{1,40}$/) || !isId(slackUserId, /^[UW][A-Z0-9]{1,40}$/)) {
    return refused('no_ids');
  }
  return done({
    slackTeamId,
    slackUserId,
    email: text(claims.email),
    isEmailVerified: claims.email_verified === true,
    name: text(claims.name),
    picture: text(claims.picture),
  });
}

function text(claim: unknown): string | undefined {
  return typeof claim === 'string' && claim !== '' ? claim : undefined;
}

function isId(value: string | undefined, shape: RegExp): value is string {
  return value !== undefined && shape.test(value);
}
