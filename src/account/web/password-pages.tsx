import { Button, Field } from '../../platform/web/page.tsx';
import { passwordHint } from '../../sign-in/texts.ts';
import { passwordTexts, profileTexts } from '../texts.ts';
import { AccountForm, Section } from './section-pages.tsx';

/** Where a password is changed or, by whoever signs in without one, chosen. */
export function PasswordForm({
  memberId,
  displayName,
  email,
  workspaceName,
  waysIn = { hasPassword: true },
  passwordMinLength = 15,
  forgotPassword = false,
  problems = {},
}: {
  memberId: string;
  displayName: string;
  email: string;
  workspaceName: string;
  waysIn?: { readonly hasPassword: boolean };
  passwordMinLength?: number;
  /** Whether the one that they have isn't asked for. */
  forgotPassword?: boolean;
  problems?: Readonly<Partial<Record<'current' | 'password', string>>>;
}) {
  const { hasPassword } = waysIn;
  return (
    <Section title={passwordTexts.title}>
      {!hasPassword && <p class="hint">{passwordTexts.none}</p>}
      <AccountForm memberId={memberId} act="password">
        {/* For password managers: whose password it is. */}
        <input type="text" name="username" value={email} autocomplete="username" hidden readonly />
        {hasPassword && !forgotPassword && (
          <Field
            label={passwordTexts.current}
            name="current"
            type="password"
            problem={problems.current}
            autocomplete="current-password"
          />
        )}
        <Field
          label={passwordTexts.new}
          name="password"
          type="password"
          hint={`${passwordHint(passwordMinLength)} ${passwordTexts.signedOutElsewhere}`}
          problem={problems.password}
          autocomplete="new-password"
          minlength={passwordMinLength}
          personal={{ email, displayName, workspaceName }}
        />
        <Button look="other" busy={profileTexts.busy}>
          {hasPassword ? passwordTexts.change : passwordTexts.choose}
        </Button>
      </AccountForm>
    </Section>
  );
}
