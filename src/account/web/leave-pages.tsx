import {
  Button,
  Facts,
  Field,
  Monogram,
  Name,
  Page,
  ProblemSummary,
  Refusal,
} from '../../platform/web/page.tsx';
import { withProblem } from '../../sign-in/texts.ts';
import { leftTexts, leaveTexts as texts } from '../leave-texts.ts';

/** Where a member leaves: what is deleted, what stays and why, and the password. */
export function LeavePage({
  workspaceName,
  email,
  memberId,
  hasPassword = true,
  problem,
  refused,
}: {
  workspaceName: string;
  email: string;
  memberId: string;
  /** Whoever has none has signed in just now. */
  hasPassword?: boolean;
  /** What is wrong with the password. */
  problem?: string | undefined;
  /** Why they can't leave. */
  refused?: keyof typeof texts.refused | undefined;
}) {
  const title = texts.title(workspaceName);
  const refusal = refused && texts.refused[refused];
  return (
    <Page
      title={problem || refused ? withProblem(title) : title}
      tone="trouble"
      scripts={['form.js']}
    >
      {refusal && (
        <Refusal title={refusal.title}>
          <p>{refusal.text}</p>
        </Refusal>
      )}
      <Monogram name={workspaceName} />
      <h1>{texts.heading(<Name>{workspaceName}</Name>)}</h1>
      <ProblemSummary problems={{ password: problem }} />
      <p class="lead">{texts.lead(<Name>{email}</Name>)}</p>
      <Part {...texts.goes} />
      <Part {...texts.stays} />
      <section>
        <form method="post" action="/account/leave">
          <input type="hidden" name="member" value={memberId} />
          {/* For password managers: whose password it is. */}
          <input
            type="text"
            name="username"
            value={email}
            autocomplete="username"
            hidden
            readonly
          />
          {hasPassword && (
            <Field
              label={texts.password}
              name="password"
              type="password"
              hint={texts.passwordHint}
              problem={problem}
              autocomplete="current-password"
            />
          )}
          <Button busy={texts.busy}>{texts.leave}</Button>
        </form>
        <p>
          <a href="/account">{texts.stay}</a>
        </p>
      </section>
    </Page>
  );
}

/** For whoever has left. */
export function LeftPage() {
  return (
    <Page title={leftTexts.title}>
      <div class="tile" aria-hidden="true">
        ✓
      </div>
      <h1>{leftTexts.title}</h1>
      <p class="lead">{leftTexts.lead}</p>
      <Part {...texts.stays} />
      <p>{leftTexts.back}</p>
    </Page>
  );
}

function Part({
  heading,
  facts,
}: {
  heading: string;
  facts: readonly (readonly [string, string])[];
}) {
  return (
    <section>
      <h2>{heading}</h2>
      <Facts facts={facts} />
    </section>
  );
}
