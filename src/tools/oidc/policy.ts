import type { IncomingMessage } from 'node:http';
import type { interactionPolicy as Policy } from 'oidc-provider';
import type { SignedIn } from '../../sign-in/rules.ts';
import { isTooWeak, methodsOf, strengthOf, wantedStrength } from '../../sign-in/strength-rules.ts';
import type { ToolAccount } from '../rules.ts';

/** Why somebody comes to a page of ours who signed in, but in too weak a way for the tool. */
const tooWeakReason = 'too_weak';

/**
 * When somebody who is on the way to a tool comes to a page of ours: when the browser isn't signed in, as whoever the
 * provider takes it for, or they may not use the tool.
 */
export function signingInPolicy({
  interactionPolicy: { base, Check, Prompt },
  signedInOf,
  accountOf,
}: {
  readonly interactionPolicy: typeof Policy;
  readonly signedInOf: (request: IncomingMessage) => SignedIn | undefined;
  readonly accountOf: (
    request: IncomingMessage,
    clientId: string,
    accountId: string,
  ) => Promise<ToolAccount | undefined>;
}): Policy.DefaultPolicy {
  const policy = base();
  // Tools may ask that people consent, and nothing comes of it.
  policy.remove('consent');
  policy.add(new Prompt({ name: 'consent', requestable: true }));
  // Whoever signs in anew chooses as whom.
  policy.add(new Prompt({ name: 'select_account', requestable: true }));
  const login = policy.get('login');
  // Before all others: the browser may have signed in in another way since the provider saw it last.
  login?.checks.add(
    new Check('way', 'notes how they signed in', ({ req, oidc }) => {
      const way = signedInOf(req)?.way;
      // Only a change: a session that was touched is written again.
      const { session } = oidc;
      if (way && session?.accountId && String(session.amr) !== String(methodsOf(way))) {
        Object.assign(session, { acr: strengthOf(way), amr: methodsOf(way) });
      }
      return Check.NO_NEED_TO_PROMPT;
    }),
    0,
  );
  login?.checks.add(
    new Check(
      tooWeakReason,
      'a stronger way of signing in is asked for',
      'unmet_authentication_requirements',
      ({ req, oidc }) => {
        const signedIn = signedInOf(req);
        const wanted = wantedStrength(String(oidc.params?.acr_values ?? ''));
        return signedIn && isTooWeak(signedIn.way, wanted)
          ? Check.REQUEST_PROMPT
          : Check.NO_NEED_TO_PROMPT;
      },
    ),
  );
  login?.checks.add(
    new Check(
      'not_signed_in',
      'End-User authentication is required',
      'login_required',
      async ({ req, oidc }) => {
        const member = signedInOf(req)?.member;
        const isTheirs = member !== undefined && member.id === oidc.session?.accountId;
        if (!isTheirs || !oidc.client) return Check.REQUEST_PROMPT;
        const account = await accountOf(req, oidc.client.clientId, member.id);
        return account ? Check.NO_NEED_TO_PROMPT : Check.REQUEST_PROMPT;
      },
    ),
  );
  return policy;
}
