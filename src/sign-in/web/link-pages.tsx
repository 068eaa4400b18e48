import { Button, Field, Monogram, Name, Page, ProblemSummary } from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import { deadLinkTexts, linkTexts as texts } from '../sign-in-link-texts.ts';
import { commonTexts, passwordHint, withProblem } from '../texts.ts';

/** The page behind a sign-in link: only what is sent from it uses the link. */
export function LinkPage(props: {
  workspaceName: string;
  displayName: string;
  email: string;
  expiresAt: Date;
  asksForCode: boolean;
  endsSecondStep: boolean;
  /** Whether they have one that they could keep. */
  hasPassword: boolean;
  passwordMinLength: number;
  /** Where the form goes: the link's own path. */
  action: string;
  problems?: { readonly code?: string; readonly password?: string };
}) {
  const { workspaceName, displayName, email, expiresAt, problems = {} } = props;
  const title = texts.title(workspaceName);
  return (
    <Page title={props.problems ? withProblem(title) : title} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{texts.heading(<Name>{workspaceName}</Name>)}</h1>
      <p class="lead">
        {texts.lead(
          <Name>{displayName}</Name>,
          <time datetime={expiresAt.toISOString()}>{longDate(expiresAt)}</time>,
        )}
      </p>
      {props.endsSecondStep && <p class="notice">{texts.endsSecondStep}</p>}
      <form method="post" action={props.action}>
        <ProblemSummary problems={problems} />
        <Field
          label={commonTexts.email}
          name="username"
          value={email}
          autocomplete="username"
          readonly
        />
        {props.asksForCode && (
          <Field
            label={texts.code}
            name="code"
            hint={texts.codeHint}
            problem={problems.code}
            autocomplete="one-time-code"
          />
        )}
        <Field
          label={texts.password}
          name="password"
          type="password"
          hint={texts.passwordHint(passwordHint(props.passwordMinLength), props.hasPassword)}
          problem={problems.password}
          autocomplete="new-password"
          minlength={props.passwordMinLength}
          personal={{ email, displayName, workspaceName }}
          optional
        />
        <Button busy={commonTexts.busy}>{texts.signIn}</Button>
      </form>
      <p class="hint">{texts.notYou}</p>
    </Page>
  );
}

/** The page behind a sign-in link that doesn't work, or never did. */
export function EndedLinkPage() {
  return (
    <Page title={deadLinkTexts.title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{deadLinkTexts.title}</h1>
      <p class="lead">{deadLinkTexts.lead}</p>
      <p class="aside">
        <a href="/sign-in">{commonTexts.backToSignIn}</a>
      </p>
    </Page>
  );
}
