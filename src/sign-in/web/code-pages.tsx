import { Button, Field, Monogram, Page, ProblemSummary } from '../../platform/web/page.tsx';
import { codeTexts as texts } from '../second-step-texts.ts';
import { commonTexts, withProblem } from '../texts.ts';

/** Where a code is asked for, after a right password. Says nothing of whose it was. */
export function CodePage(props: {
  isRecovery: boolean;
  /** Where the form goes: back here, with the way. */
  action: string;
  /** The same page for the other kind of code. */
  otherUrl: string;
  problem?: string | undefined;
}) {
  const { isRecovery, problem } = props;
  const title = isRecovery ? texts.recoveryTitle : texts.title;
  return (
    <Page title={problem ? withProblem(title) : title} scripts={['form.js']}>
      <Monogram name="2" />
      <h1>{title}</h1>
      <p class="lead">{isRecovery ? texts.recoveryLead : texts.lead}</p>
      <form method="post" action={props.action}>
        <ProblemSummary problems={{ code: problem }} />
        {isRecovery ? (
          <Field label={texts.recovery} name="code" problem={problem} autocomplete="off" />
        ) : (
          <Field
            label={texts.code}
            name="code"
            problem={problem}
            autocomplete="one-time-code"
            inputmode="numeric"
          />
        )}
        <Button busy={commonTexts.busy}>{texts.send}</Button>
      </form>
      {isRecovery && <p class="hint">{texts.lost}</p>}
      <p class="aside">
        <a href={props.otherUrl}>{isRecovery ? texts.useApp : texts.useRecovery}</a>
        <a href="/sign-in">{texts.startOver}</a>
      </p>
    </Page>
  );
}
