import { createHash, timingSafeEqual } from 'node:crypto';
import type { Account, Member } from '../members/rules.ts';
import type { Secrets } from '../platform/crypto/secrets.ts';
import { signedToken } from '../platform/crypto/signed-token.ts';
import { type MemberId, parseWorkspaceId, type WorkspaceId } from '../shared/ids.ts';

/*
 * What a browser remembers after somebody signed in: the workspace, so that nobody is asked for it again,
 * and a code that proves that this account was signed in here (a "device cookie", OWASP's answer to locking
 * accounts from outside). It lets nobody in. Several accounts have their marks side by side, so that nobody's is
 * lost by an invitation of another team.
 */

/** Whose browser it is. */
export interface KnownAccount extends Pick<Account, 'passwordHash'> {
  readonly member: Pick<Member, 'id' | 'workspaceId'>;
  /** The canonical address with which they sign in. */
  readonly address: string;
}

const kind = signedToken('known_browser', 0);
const nothing = new Uint8Array();
const between = '~';
/** More than anybody has; a cookie may have 4 kB. */
const maxMarks = 10;
const markPattern = /^[0-9a-f-]{36}\.[A-Za-z0-9_-]{22}$/;

/** Sought where nobody has the address: as long as anybody is, and in no browser. */
const nobodysId = '00000000-0000-0000-0000-000000000000';
const nobody: KnownAccount = {
  address: 'nobody@example.com',
  passwordHash: '-'.repeat(97),
  member: { id: nobodysId as MemberId, workspaceId: nobodysId as WorkspaceId },
};

/** What to keep in a browser in which the account was signed in, beside what it kept before: the newest first. */
export function knownBrowser(
  secrets: Secrets,
  account: KnownAccount,
  before: string | undefined,
): string {
  const code = kind.make(secrets, nothing, signedBytes(account));
  const mark = `${account.member.workspaceId}.${code}`;
  const others = marksIn(before).filter((each) => each !== mark && markPattern.test(each));
  return [mark, ...others].slice(0, maxMarks).join(between);
}

/** The workspace that a browser remembers: where somebody signed in last. Not checked: it only saves typing. */
export function rememberedWorkspace(kept: string | undefined): WorkspaceId | undefined {
  return parseWorkspaceId(marksIn(kept)[0]?.split('.')[0]);
}

/**
 * Whether the account was signed in in this browser before, with the password that it has now. One of its marks must
 * be, to the last sign, what {@link knownBrowser} gives. Takes the same work when there is no account.
 */
export function isKnownBrowser(
  secrets: Secrets,
  kept: string | undefined,
  account: KnownAccount | undefined,
): boolean {
  const sought = account ?? nobody;
  const codes = kind.all(secrets, nothing, signedBytes(sought));
  const genuine = codes.map((code) => Buffer.from(`${sought.member.workspaceId}.${code}`));
  const own = marksIn(kept)
    .map((mark) => Buffer.from(mark))
    .filter((mark) =>
      genuine.some((each) => each.length === mark.length && timingSafeEqual(each, mark)),
    );
  return account !== undefined && own.length > 0;
}

/** What a browser kept; anybody can write anything there. */
function marksIn(kept: string | undefined): string[] {
  return kept?.split(between, maxMarks) ?? [];
}

/** With member and password in it, the code ends when the member is removed or the password is another. */
function signedBytes({ member, address, passwordHash }: KnownAccount): Buffer {
  const { workspaceId, id } = member;
  return createHash('sha256')
    .update([workspaceId, id, address, passwordHash ?? ''].join('\n'))
    .digest();
}
