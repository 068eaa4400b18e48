import type { Child } from 'hono/jsx';
import {
  Button,
  ButtonLink,
  Field,
  Monogram,
  Name,
  Notice,
  Page,
  ProblemSummary,
} from '../../platform/web/page.tsx';
import { longDate } from '../../shared/date-text.ts';
import { type SecondStepState, secondStepPath } from '../second-step-rules.ts';
import {
  codesTexts,
  confirmTexts,
  setUpTexts,
  secondStepTexts as texts,
} from '../second-step-texts.ts';
import { commonTexts, withProblem } from '../texts.ts';

type SetUpProps = {
  workspaceName: string;
  /** Whether it is asked of them, and nothing else opens before. */
  isAsked: boolean;
  /** Whether it takes the place of the one that they have. */
  isReplaced: boolean;
  /** Whether they sent what was offered before, and it couldn't be used any more. */
  isLate: boolean;
  /** What their app is to be given: as a picture, a link, and a key. */
  picture: { readonly side: number; readonly path: string };
  link: string;
  secret: string;
  /** The secret as the form brings it back. */
  sealed: string;
  /** Where the form goes. */
  action: string;
  problems?: { readonly code?: string; readonly present?: string };
};

/** Where a member gives their app the secret, and shows that it has it. */
export function SetUpPage(props: SetUpProps) {
  const { workspaceName, isAsked, isReplaced, problems = {} } = props;
  const title = isReplaced ? setUpTexts.replaceTitle : setUpTexts.title;
  const lead = isAsked ? setUpTexts.asked(<Name>{workspaceName}</Name>) : setUpTexts.lead;
  return (
    <Page title={props.problems ? withProblem(title) : title} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{title}</h1>
      <ProblemSummary problems={problems} />
      {props.isLate && <Notice>{setUpTexts.late}</Notice>}
      <p class="lead">{isReplaced ? setUpTexts.replaceLead : lead}</p>
      <ForApp {...props} />
      <section>
        <h2>{setUpTexts.confirmTitle}</h2>
        <form method="post" action={props.action}>
          <input type="hidden" name="act" value="on" />
          <input type="hidden" name="sealed" value={props.sealed} />
          <Field
            label={isReplaced ? setUpTexts.newCode : setUpTexts.code}
            name="code"
            hint={setUpTexts.codeHint}
            problem={problems.code}
            autocomplete="one-time-code"
            inputmode="numeric"
          />
          {isReplaced && (
            <Field
              label={setUpTexts.present}
              name="present"
              problem={problems.present}
              autocomplete="off"
            />
          )}
          <p class="hint">{setUpTexts.elsewhere}</p>
          <Button busy={commonTexts.busy}>
            {isReplaced ? setUpTexts.replace : setUpTexts.turnOn}
          </Button>
        </form>
        {isAsked && !isReplaced && (
          <form class="aside" method="post" action="/sign-out">
            <Button look="small">{commonTexts.signOut}</Button>
          </form>
        )}
        {!isAsked && <BackToAccount />}
      </section>
    </Page>
  );
}

function ForApp({ picture, link, secret }: SetUpProps) {
  const { side, path } = picture;
  return (
    <section>
      <h2>{setUpTexts.scanTitle}</h2>
      <p>{setUpTexts.scan}</p>
      <svg
        class="qr"
        viewBox={`0 0 ${side} ${side}`}
        role="img"
        aria-label={setUpTexts.picture}
        shape-rendering="crispEdges"
      >
        <path d={path} />
      </svg>
      <p>
        <a href={link}>{setUpTexts.openApp}</a>
      </p>
      <p>{setUpTexts.typeIt}</p>
      <p class="key">{(secret.match(/.{1,4}/g) ?? []).join(' ')}</p>
    </section>
  );
}

/** The recovery codes, which are shown once: to copy, to download, to print. */
export function RecoveryCodesPage(props: {
  workspaceName: string;
  email: string;
  codes: readonly string[];
  /** Whether the second step was turned on just now, and not only the codes made. */
  isOn: boolean;
  goOnUrl: string;
}) {
  const { codes, workspaceName, email, isOn } = props;
  const title = codesTexts.title(isOn);
  const file = codesTexts.file(workspaceName, email, codes);
  return (
    <Page title={title} tone="good" scripts={['keep.js']}>
      <div class="tile" aria-hidden="true">
        ✓
      </div>
      <h1>{title}</h1>
      <p class="lead">{codesTexts.lead}</p>
      {!isOn && <p>{codesTexts.void}</p>}
      <ul class="codes" id="codes" aria-label={codesTexts.label}>
        {codes.map((code) => (
          <li>{code}</li>
        ))}
      </ul>
      <p class="keep">
        <a
          class="button other small"
          href={`data:text/plain;charset=utf-8,${encodeURIComponent(file)}`}
          download={codesTexts.fileName}
        >
          {codesTexts.download}
        </a>
        <button class="button other small" type="button" data-copy="codes" hidden>
          {codesTexts.copy}
        </button>
        <button class="button other small" type="button" data-print hidden>
          {codesTexts.print}
        </button>
      </p>
      <p
        class="hint"
        role="status"
        data-copied={codesTexts.copied}
        data-not-copied={codesTexts.notCopied}
      />
      <ButtonLink href={props.goOnUrl}>{codesTexts.done}</ButtonLink>
    </Page>
  );
}

/** How a member's second step stands, and what they can do with it. */
export function SecondStepPage(props: {
  workspaceName: string;
  state: SecondStepState & { readonly madeAt: Date };
  mayTurnOff: boolean;
  /** Whether they sent something that came too late, or a second time. */
  isLate: boolean;
}) {
  const { workspaceName, mayTurnOff } = props;
  return (
    <Page title={texts.title} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{texts.title}</h1>
      {props.isLate && <Notice>{texts.late}</Notice>}
      <SecondStepFacts state={props.state} />
      <p>{texts.notNeeded}</p>
      <ButtonLink href={`${secondStepPath}?do=app`} look="other">
        {texts.app}
      </ButtonLink>
      <ButtonLink href={`${secondStepPath}?do=codes`} look="other">
        {texts.codes}
      </ButtonLink>
      {mayTurnOff ? (
        <ButtonLink href={`${secondStepPath}?do=off`} look="other">
          {texts.turnOff}
        </ButtonLink>
      ) : (
        <Notice>{texts.asked(<Name>{workspaceName}</Name>)}</Notice>
      )}
      <BackToAccount />
    </Page>
  );
}

/** Where a code confirms what a member wants to do with their second step. */
export function ConfirmPage({
  act,
  workspaceName,
  problem,
}: {
  act: 'codes' | 'off';
  workspaceName: string;
  problem?: string | undefined;
}) {
  const { title, lead, button } = confirmTexts[act];
  return (
    <Page title={problem ? withProblem(title) : title} scripts={['form.js']}>
      <Monogram name={workspaceName} />
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <form method="post" action={secondStepPath}>
        <ProblemSummary problems={{ code: problem }} />
        <input type="hidden" name="act" value={act} />
        <Field
          label={confirmTexts.code}
          name="code"
          problem={problem}
          autocomplete="one-time-code"
        />
        <Button busy={commonTexts.busy}>{button}</Button>
      </form>
      <BackToAccount />
    </Page>
  );
}

/** The second step's part of the account page. */
export function SecondStepSection({ state }: { state: SecondStepState }) {
  return (
    <section>
      <h2>{texts.title}</h2>
      <SecondStepFacts state={state} />
      <ButtonLink href={secondStepPath} look="other">
        {state.madeAt ? texts.manage : texts.setUp}
      </ButtonLink>
    </section>
  );
}

function SecondStepFacts({ state: { madeAt, codesLeft } }: { state: SecondStepState }): Child {
  if (!madeAt) return <p>{texts.off}</p>;
  return (
    <p>
      {texts.on(<time datetime={madeAt.toISOString()}>{longDate(madeAt)}</time>)}{' '}
      {texts.left(codesLeft)}
      {codesLeft <= 3 && ` ${texts.few}`}
    </p>
  );
}

function BackToAccount() {
  return (
    <p class="aside">
      <a href="/account">{texts.back}</a>
    </p>
  );
}
