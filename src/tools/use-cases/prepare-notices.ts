import { randomUUID } from 'node:crypto';
import { importJWK, SignJWT } from 'jose';
import type { PrepareNotice } from '../../delivery/rules.ts';
import { issuerOf, signOutNotice } from '../rules.ts';
import { type EndedSignIn, findEnded } from '../sign-in-store.ts';
import { nothingToTell } from '../texts.ts';
import { type KeyDeps, signingKeys } from './keys.ts';

/** How tools are told that somebody is signed out. */
export function toolNotices(
  deps: KeyDeps & { readonly publicUrl: string },
): Record<typeof signOutNotice, PrepareNotice> {
  return {
    async [signOutNotice]({ workspaceId, recipient }) {
      const ended = await deps.database.run((tx) => findEnded(tx, workspaceId, recipient));
      if (!ended) return { kind: 'cancel', reason: nothingToTell };
      const form = { logout_token: await logoutToken(deps, ended) };
      const { slackTeamId, signOutUri } = ended;
      return { kind: 'oidc_logout', slackTeamId, url: signOutUri, form };
    },
  };
}

/**
 * OpenID Connect Back-Channel Logout 1.0, section 2.4. It works for longer than the two minutes that are recommended
 * there: a tool whose clock is ahead would take none, and being signed out twice does no harm.
 */
async function logoutToken(
  deps: KeyDeps & { readonly publicUrl: string },
  { toolId, memberId, sid }: EndedSignIn,
): Promise<string> {
  const [key] = await signingKeys(deps);
  const events = { 'http://schemas.openid.net/event/backchannel-logout': {} };
  return await new SignJWT({ events, sid })
    .setProtectedHeader({ alg: 'RS256', kid: key.kid ?? '', typ: 'logout+jwt' })
    .setIssuer(issuerOf(deps.publicUrl))
    .setSubject(memberId)
    .setAudience(toolId)
    .setJti(randomUUID())
    .setIssuedAt()
    .setExpirationTime('10m')
    .sign(await importJWK(key, 'RS256'));
}
