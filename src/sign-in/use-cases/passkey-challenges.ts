import { createHash, randomBytes } from 'node:crypto';
import {
  type Answered,
  algorithms,
  readCreated,
  verifyCreated,
} from '../../platform/crypto/web-authn.ts';
import type { Tx } from '../../platform/database/database.ts';
import { countAct, networkOf } from '../../platform/database/rate-limit.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { saveChallenge, takeChallenge } from '../challenge-store.ts';
import {
  challengesByNetwork,
  creationOptions,
  type KnownPasskey,
  type PasskeyOwner,
  type PasskeyPurpose,
  passkeyName,
  relyingPartyOf,
  requestOptions,
} from '../passkey-rules.ts';
import { isPasskeyTaken, isPasskeyThere, type NewPasskey } from '../passkey-store.ts';
import type { Browser } from '../rules.ts';
import type { SignInDeps } from './deps.ts';

/** A browser that is given challenges, or answers one. */
export interface ChallengedBrowser extends Browser {
  /** What it has in its cookie since it got the first. */
  readonly challenged: string | undefined;
}

/** What a challenge is for. */
interface Aim {
  readonly purpose: PasskeyPurpose;
  readonly subjectId?: string | undefined;
}

/** What a browser asks its authenticators, as JSON. */
export type PasskeyOptions = ReturnType<typeof creationOptions> | ReturnType<typeof requestOptions>;

/** A challenge for one browser, with the site that it is for. */
interface Given {
  readonly challenge: string;
  readonly siteId: string;
}

/** Why there is no challenge. */
export type NoChallenge =
  /** Passkeys don't work at this server's address. */
  { readonly kind: 'no_site' } | { readonly kind: 'too_many'; readonly waitMs: number };

/** What a browser without a cookie of ours gets in it. */
export function newChallenged(): string {
  return randomBytes(16).toString('base64url');
}

async function giveChallenge(
  tx: Tx,
  deps: Pick<SignInDeps, 'publicUrl'>,
  aim: Aim,
  browser: ChallengedBrowser,
): Promise<Outcome<Given, NoChallenge>> {
  const site = relyingPartyOf(deps.publicUrl);
  if (!site) return refused({ kind: 'no_site' });
  const waitMs = await countAct(tx, challengesByNetwork, networkOf(browser.ipAddress));
  if (waitMs > 0) return refused({ kind: 'too_many', waitMs });
  const challenge = randomBytes(32).toString('base64url');
  await saveChallenge(tx, kept({ challenge, browser, ...aim }));
  return done({ challenge, siteId: site.id });
}

/** Gives a browser what it asks with who somebody is: the same for everybody. */
export async function optionsToSignIn(
  deps: SignInDeps,
  browser: ChallengedBrowser,
): Promise<Outcome<PasskeyOptions, NoChallenge>> {
  return await deps.database.run(async (tx) => {
    const given = await giveChallenge(tx, deps, { purpose: 'sign_in' }, browser);
    return given.ok ? done(requestOptions(given.value.siteId, given.value.challenge)) : given;
  });
}

/** Gives a browser what it asks for a new passkey with. */
export async function optionsToCreate(
  tx: Tx,
  deps: Pick<SignInDeps, 'publicUrl'>,
  asked: Aim & { owner: PasskeyOwner; known?: readonly KnownPasskey[] },
  browser: ChallengedBrowser,
): Promise<Outcome<PasskeyOptions, NoChallenge>> {
  const { owner, known = [], ...aim } = asked;
  const given = await giveChallenge(tx, deps, aim, browser);
  if (!given.ok) return given;
  const { challenge, siteId } = given.value;
  return done(creationOptions(siteId, { challenge, owner, known, algorithms }));
}

/** Uses the challenge up that an answer is for; false when this browser wasn't given it for this, or too long ago. */
export async function isAnswered(
  tx: Tx,
  { challenge }: Pick<Answered, 'challenge'>,
  aim: Aim,
  browser: ChallengedBrowser,
): Promise<boolean> {
  return await takeChallenge(tx, kept({ challenge, browser, ...aim }));
}

/**
 * Reads the passkey that a browser made when it was asked with {@link optionsToCreate} for the same. Its challenge is
 * used up, whatever comes of it.
 */
export async function readNewPasskey(
  deps: Pick<SignInDeps, 'database' | 'publicUrl'>,
  typed: string,
  aim: Aim,
  browser: ChallengedBrowser,
): Promise<Outcome<NewPasskey, 'passkey'>> {
  const created = readCreated(typed);
  const site = relyingPartyOf(deps.publicUrl);
  if (!created || !site) return refused('passkey');
  const isGood = await deps.database.run(
    async (tx) =>
      (await isAnswered(tx, created, aim, browser)) &&
      !(await isPasskeyThere(tx, created.credentialId)),
  );
  const key = isGood ? await verifyCreated(created, site) : undefined;
  return key ? done({ ...key, name: passkeyName(browser.userAgent) }) : refused('passkey');
}

/** The refusal of a passkey whose id another got in this very moment; any other error is thrown on. */
export function refusedWhereTaken(error: unknown): Outcome<never, 'passkey'> {
  if (isPasskeyTaken(error)) return refused('passkey');
  throw error;
}

/** A challenge as it is kept: whoever reads the database can't answer it, nor say that they are the browser. */
function kept({
  challenge,
  browser: { challenged = '' },
  ...aim
}: Aim & { challenge: string; browser: ChallengedBrowser }) {
  return { ...aim, hash: sha256(challenge), browserHash: sha256(challenged) };
}

function sha256(text: string): Buffer {
  return createHash('sha256').update(text).digest();
}
