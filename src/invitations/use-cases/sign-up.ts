import { makeAvatar } from '../../account/api.ts';
import type { AvatarProblem } from '../../account/rules.ts';
import { type NewPasswordProblem, readNewPassword } from '../../members/api.ts';
import { hashPassword } from '../../platform/crypto/password-hash.ts';
import { type DisplayNameProblem, parseDisplayName } from '../../shared/display-name.ts';
import { done, type Outcome, refused } from '../../shared/outcome.ts';
import { type AskingBrowser, type NewPasskey, readNewPasskey } from '../../sign-in/api.ts';
import type { InvitationOfToken } from '../token-store.ts';
import type { InvitationDeps } from './deps.ts';

/** What an invitee typed on the sign-up page. */
export interface SignUpForm {
  readonly displayName: string;
  readonly password: string;
  /** What the browser made instead of a password; empty when nothing. */
  readonly passkey: string;
  readonly avatar: Outcome<Uint8Array | undefined, AvatarProblem>;
}

/** What is wrong with it, field by field. */
export interface SignUpProblems {
  readonly displayName?: DisplayNameProblem;
  readonly password?: NewPasswordProblem;
  readonly avatar?: AvatarProblem;
  /** The passkey that was made can't be used. */
  readonly passkey?: true;
}

/** Who is about to join: with a password or a passkey. */
export interface NewAccount {
  readonly displayName: string;
  readonly passwordHash: string | undefined;
  readonly passkey: NewPasskey | undefined;
  readonly avatarWebp: Uint8Array | undefined;
  readonly leftOut: AvatarProblem | undefined;
}

/** Reads the form of the sign-up page; a challenge that was answered in it is used up. */
export async function readSignUp(
  deps: InvitationDeps,
  form: SignUpForm,
  opened: InvitationOfToken,
  browser: AskingBrowser,
): Promise<Outcome<NewAccount, SignUpProblems>> {
  const displayName = parseDisplayName(form.displayName);
  const way =
    form.passkey === ''
      ? await readPassword(deps, form, opened)
      : await readPasskey(deps, form, opened, browser);
  const avatar =
    form.avatar.ok && form.avatar.value ? await makeAvatar(form.avatar.value) : form.avatar;
  if (displayName.ok && way.ok) {
    // Slow on purpose, so outside the transaction.
    const { password, passkey } = way.value;
    return done({
      displayName: displayName.value,
      passwordHash: password === undefined ? undefined : await hashPassword(password),
      passkey,
      avatarWebp: avatar.ok ? avatar.value : undefined,
      leftOut: avatar.ok ? undefined : avatar.refusal,
    });
  }
  return refused({
    ...(!displayName.ok && { displayName: displayName.refusal }),
    ...(!way.ok && way.refusal),
    ...(!avatar.ok && { avatar: avatar.refusal }),
  });
}

/** How somebody will sign in. */
interface WayIn {
  readonly password?: string;
  readonly passkey?: NewPasskey | undefined;
}

async function readPassword(
  { passwordMinLength }: InvitationDeps,
  form: SignUpForm,
  { invitation, workspaceName }: InvitationOfToken,
): Promise<Outcome<WayIn, SignUpProblems>> {
  const displayName = parseDisplayName(form.displayName);
  const password = await readNewPassword(form.password, passwordMinLength, {
    email: invitation.email,
    displayName: displayName.ok ? displayName.value : '',
    workspaceName,
  });
  return password.ok ? done({ password: password.value }) : refused({ password: password.refusal });
}

async function readPasskey(
  deps: InvitationDeps,
  form: SignUpForm,
  { invitation }: InvitationOfToken,
  browser: AskingBrowser,
): Promise<Outcome<WayIn, SignUpProblems>> {
  const aim = { purpose: 'join', subjectId: invitation.id } as const;
  const passkey = await readNewPasskey(deps, form.passkey, aim, browser);
  return passkey.ok ? done({ passkey: passkey.value }) : refused({ passkey: true });
}
