import { createRemoteJWKSet, errors, type JWTVerifyGetKey, jwtVerify } from 'jose';
import { type Outcome, refused } from '../../shared/outcome.ts';
import type { IdentityProblem, SlackIdentity } from '../../shared/slack-identity.ts';
import type { Logger } from '../process/logger.ts';
import { readIdentity, slackIssuer } from './id-token.ts';
import { type ClientRefusal, clientMaker, clientRefusal, somebodyWaitsMs } from './oauth-client.ts';
import { slackErrorName } from './retry.ts';

/** What people are asked to let the app know who sign in with Slack; as in the manifest. */
export const signInScopes = ['openid', 'email', 'profile'] as const;

/** Why it isn't known who somebody is: `not_valid` when what Slack gave isn't what it must be. */
export type IdentityRefusal = ClientRefusal | 'not_valid' | 'whole_organisation';

/** Sign in with Slack, for the app's own id and secret. https://docs.slack.dev/authentication/sign-in-with-slack */
export interface SlackOpenId {
  /** Where somebody lets the app know who they are; they come back with the state and a code. */
  authorizeUrl(asked: {
    readonly state: string;
    readonly nonce: string;
    /** The team that they are to sign in with; whichever they choose when undefined. */
    readonly slackTeamId: string | undefined;
  }): string;
  /** Exchanges the code, which works once, for who it is; `nonce` is that of the address they were sent to. */
  identify(code: string, nonce: string): Promise<Outcome<SlackIdentity, IdentityRefusal>>;
}

/** How far Slack's clock may be from ours. */
const toleranceSeconds = 60;

export function createSlackOpenId(options: {
  clientId: string;
  clientSecret: string;
  apiUrl: string;
  redirectUri: string;
  log: Logger;
}): SlackOpenId {
  const { clientId, clientSecret, apiUrl, redirectUri, log } = options;
  const client = clientMaker(apiUrl, log, somebodyWaitsMs)(undefined);
  const keys = createRemoteJWKSet(new URL('/openid/connect/keys', apiUrl), {
    timeoutDuration: somebodyWaitsMs,
  });
  return {
    authorizeUrl({ state, nonce, slackTeamId }) {
      const url = new URL('/openid/connect/authorize', apiUrl);
      url.search = new URLSearchParams({
        response_type: 'code',
        scope: signInScopes.join(' '),
        client_id: clientId,
        redirect_uri: redirectUri,
        state,
        nonce,
        ...(slackTeamId !== undefined && { team: slackTeamId }),
      }).toString();
      return url.href;
    },
    async identify(code, nonce) {
      let token: unknown;
      try {
        const answer = await client.openid.connect.token({
          client_id: clientId,
          client_secret: clientSecret,
          grant_type: 'authorization_code',
          code,
          redirect_uri: redirectUri,
        });
        token = answer.id_token;
      } catch (error) {
        return refused(refusalOf(error, log, new URL(redirectUri).pathname));
      }
      const read = await verified(token, { keys, nonce, clientId });
      if (read.ok) return read;
      if (read.refusal === 'slack_down' || read.refusal === 'whole_organisation') {
        return refused(read.refusal);
      }
      // Of what the token says nothing: it is about somebody.
      log.warn({ problem: read.refusal }, 'a sign-in with Slack was refused: its token is wrong');
      return refused('not_valid');
    },
  };
}

function refusalOf(error: unknown, log: Logger, backPath: string): ClientRefusal {
  const refusal = clientRefusal(error, log, backPath);
  if (refusal !== undefined) return refusal;
  if (slackErrorName(error) === undefined) throw error;
  log.warn({ error: slackErrorName(error) }, 'Slack refused a sign-in');
  return 'code_refused';
}

/** Who it is by a token that Slack has signed for us. The times in it are Slack's, so they are held against the real time. */
async function verified(
  token: unknown,
  { keys, nonce, clientId }: { keys: JWTVerifyGetKey; nonce: string; clientId: string },
): Promise<Outcome<SlackIdentity, IdentityProblem | 'slack_down'>> {
  if (typeof token !== 'string') return refused('unreadable');
  try {
    const { payload } = await jwtVerify(token, keys, {
      issuer: slackIssuer,
      audience: clientId,
      algorithms: ['RS256'],
      requiredClaims: ['exp', 'iat', 'nonce'],
      clockTolerance: toleranceSeconds,
    });
    return readIdentity(payload, { nonce, clientId });
  } catch (error) {
    return refused(problemOf(error));
  }
}

const problemsByClaim = new Map<string, IdentityProblem>([
  ['iss', 'issuer'],
  ['aud', 'audience'],
  ['nonce', 'nonce'],
  ['exp', 'expired'],
]);

const unsigned = [
  errors.JWKSNoMatchingKey,
  errors.JWKSMultipleMatchingKeys,
  errors.JWSSignatureVerificationFailed,
  errors.JOSEAlgNotAllowed,
];
const unreadable = [errors.JWSInvalid, errors.JWTInvalid, errors.JOSENotSupported];

/** What jose found wrong with a token; when it could not get Slack's keys, nothing is known of it. */
function problemOf(error: unknown): IdentityProblem | 'slack_down' {
  if (error instanceof errors.JWTExpired) return 'expired';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return problemsByClaim.get(error.claim) ?? 'unreadable';
  }
  if (unsigned.some((kind) => error instanceof kind)) return 'signature';
  if (unreadable.some((kind) => error instanceof kind)) return 'unreadable';
  // No connection, no time, or an answer that isn't Slack's list of keys.
  return 'slack_down';
}
