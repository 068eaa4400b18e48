import { type Json, newId, type PretendUser } from './state.ts';
import { recordRefusal, type SignInAllowed, type World } from './world.ts';

/** What an app asks for that sends somebody to sign in with Slack. */
export interface SignInAsked {
  readonly redirectUri: string;
  readonly scopes: readonly string[];
  readonly state: string | undefined;
  readonly nonce: string | undefined;
  /** The team that they are to sign in with; whichever they like when undefined. */
  readonly team: string | undefined;
}

/**
 * Reads the address to which an app sends people. What Slack shows as an error in place of its page is given in words,
 * and recorded. https://docs.slack.dev/authentication/sign-in-with-slack
 */
export function readSignIn(world: World, address: URL): SignInAsked | { problems: string[] } {
  const given = (name: string) => address.searchParams.get(name) ?? undefined;
  const scopes = (given('scope') ?? '').split(/[\s,]+/).filter(Boolean);
  const redirectUri = given('redirect_uri') ?? '';
  const problems = [
    ...(given('client_id') === world.credentials.clientId ? [] : ['invalid_client_id']),
    ...(given('response_type') === 'code' ? [] : ['unsupported_response_type']),
    ...scopeProblems(world, scopes),
    ...(isRegistered(world, redirectUri) ? [] : [`bad_redirect_uri: ${redirectUri}`]),
  ];
  if (problems.length > 0) {
    recordRefusal(
      world,
      'openid.connect.authorize',
      problems,
      Object.fromEntries(address.searchParams),
    );
    return { problems };
  }
  const [state, nonce, team] = ['state', 'nonce', 'team'].map(given);
  return { redirectUri, scopes, state, nonce, team };
}

function scopeProblems({ manifest }: World, scopes: readonly string[]): string[] {
  const known = manifest?.userScopes ?? ['openid', 'email', 'profile'];
  const strange = scopes.filter((scope) => !known.includes(scope));
  if (strange.length > 0) return [`invalid_scope: ${strange.join(' ')}`];
  return scopes.includes('openid') ? [] : ['invalid_scope: openid is missing'];
}

/** Slack leads back to the addresses of the manifest, and below them. */
function isRegistered({ manifest }: World, address: string): boolean {
  if (!URL.canParse(address)) return false;
  if (!manifest) return true;
  return manifest.redirectUrls.some((url) => address === url || address.startsWith(`${url}/`));
}

/** Who of a team can sign in with Slack: not its bots, nor whoever is deactivated. */
export function peopleToSignIn({ state }: World): PretendUser[] {
  return state.users.filter(
    ({ id, isBot, deleted, teamId }) => !isBot && !deleted && !teamId && id !== 'USLACKBOT',
  );
}

/** Where Slack sends somebody back to who goes on as `user`, or doesn't (null). */
export function answerSignIn(world: World, asked: SignInAsked, user: string | null): string {
  const back = new URL(asked.redirectUri);
  if (user === null) back.searchParams.set('error', 'access_denied');
  else back.searchParams.set('code', allowSignIn(world, asked, user));
  if (asked.state !== undefined) back.searchParams.set('state', asked.state);
  return back.href;
}

function allowSignIn(world: World, { redirectUri, scopes, nonce }: SignInAsked, user: string) {
  if (!peopleToSignIn(world).some(({ id }) => id === user)) {
    throw new Error(`${user} can’t sign in with Slack`);
  }
  const code = newId('code-');
  world.grants.signIns.set(code, { user, redirectUri, scopes, nonce });
  return code;
}

/** What Slack tells of somebody, by what was allowed. Times are the real ones, as whoever checks them has no other. */
export function claimsAbout(world: World, { user: id, scopes, nonce }: SignInAllowed): Json {
  const { team, users } = world.state;
  const user = users.find((one) => one.id === id);
  const seconds = Math.floor(Date.now() / 1000);
  const [first = '', ...others] = (user?.realName ?? '').split(' ');
  return {
    iss: 'https://slack.com',
    sub: id,
    aud: world.credentials.clientId,
    iat: seconds,
    exp: seconds + 300,
    auth_time: seconds,
    nonce,
    'https://slack.com/team_id': team.id,
    'https://slack.com/user_id': id,
    'https://slack.com/team_name': team.name,
    'https://slack.com/team_domain': team.domain,
    ...(scopes.includes('email') && { email: user?.email, email_verified: true }),
    ...(scopes.includes('profile') && {
      name: user?.realName,
      given_name: first,
      family_name: others.join(' '),
      locale: user?.locale ?? 'en-US',
      ...(user?.picture !== undefined && { picture: `${world.address}/avatars/${team.id}-${id}` }),
    }),
  };
}
