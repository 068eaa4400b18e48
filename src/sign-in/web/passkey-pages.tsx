import { newPasskeyTexts, passkeySignInTexts } from '../passkey-texts.ts';

/** A form that passkeys.js fills in and sends; nobody else sees it. */
export function PasskeySignIn({
  returnTo,
  workspace,
}: {
  returnTo: string | undefined;
  /** Whose sign-in page it is; the passkey itself says whose account. */
  workspace: { readonly id: string } | undefined;
}) {
  return (
    <form method="post" action="/sign-in/passkey" hidden>
      {returnTo !== undefined && <input type="hidden" name="return" value={returnTo} />}
      {workspace && <input type="hidden" name="workspace" value={workspace.id} />}
      <PasskeyButton
        act="get"
        options="/sign-in/passkey/options"
        label={passkeySignInTexts.button}
        busy={passkeySignInTexts.busy}
        look="other"
      />
    </form>
  );
}

/** What asks for a passkey and sends the form that it stands in; for passkeys.js, which shows what is around it. */
export function PasskeyButton({
  act,
  options,
  label,
  busy = newPasskeyTexts.busy,
  look = 'main',
}: {
  /** Whether a passkey is made, or asked who it is. */
  act: 'create' | 'get';
  /** Where the challenge comes from. */
  options: string;
  label: string;
  busy?: string;
  look?: 'main' | 'other';
}) {
  return (
    <>
      <input type="hidden" name="passkey" />
      <button
        type="button"
        class={look === 'main' ? 'button' : 'button other'}
        data-passkey={act}
        data-options={options}
        data-working={busy}
      >
        {label}
      </button>
    </>
  );
}
