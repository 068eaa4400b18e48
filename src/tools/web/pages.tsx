import { Button, ButtonLink, Monogram, Name, Page } from '../../platform/web/page.tsx';
import type { Strength } from '../../sign-in/strength-rules.ts';
import { pageTexts as texts } from '../texts.ts';

/** On the way to a tool; the answer itself leads on, and the button does where a browser doesn't follow it. */
export function OpeningPage({ toolName, href }: { toolName: string; href: string }) {
  return (
    <Page title={texts.opening.title}>
      <Monogram name={toolName} />
      <h1>{texts.opening.heading(<Name>{toolName}</Name>)}</h1>
      <ButtonLink href={href}>{texts.opening.button}</ButtonLink>
    </Page>
  );
}

/** For a member who may not use the tool, or one of another team: with the way to sign in as somebody else. */
export function NoAccessPage(props: {
  toolName: string;
  email: string;
  workspaceName: string;
  here: string;
}) {
  const { noAccess } = texts;
  return (
    <Page title={noAccess.title} tone="trouble">
      <Monogram name={props.toolName} />
      <h1>{noAccess.heading(<Name>{props.toolName}</Name>)}</h1>
      <p class="lead">
        {noAccess.lead(<Name>{props.email}</Name>, <Name>{props.workspaceName}</Name>)}
      </p>
      <p class="lead">{noAccess.advice}</p>
      <form method="post" action="/sign-out">
        <input type="hidden" name="return" value={props.here} />
        <Button look="other">{noAccess.button}</Button>
      </form>
      <p class="hint">
        <a href="/account">{noAccess.back}</a>
      </p>
    </Page>
  );
}

/** For a tool that wants people to prove anew who they are. */
export function SignInAgainPage({ toolName, here }: { toolName: string; here: string }) {
  const { again } = texts;
  return (
    <Page title={again.title}>
      <Monogram name={toolName} />
      <h1>{again.title}</h1>
      <p class="lead">{again.lead(<Name>{toolName}</Name>)}</p>
      <form method="post" action="/sign-out">
        <input type="hidden" name="return" value={here} />
        <Button>{again.button}</Button>
      </form>
    </Page>
  );
}

/** For a tool that asks for more than was proved at sign-in. */
export function StrongerPage(props: {
  toolName: string;
  wanted: Strength | undefined;
  here: string;
}) {
  const { stronger } = texts;
  return (
    <Page title={stronger.title}>
      <Monogram name={props.toolName} />
      <h1>{stronger.title}</h1>
      <p class="lead">
        {props.wanted === 'phr'
          ? stronger.passkey(<Name>{props.toolName}</Name>)
          : stronger.mfa(<Name>{props.toolName}</Name>)}
      </p>
      <p class="lead">{stronger.noneYet}</p>
      <form method="post" action="/sign-out">
        <input type="hidden" name="return" value={props.here} />
        <Button>{stronger.button}</Button>
      </form>
      <p class="hint">
        <a href="/account">{stronger.account}</a>
      </p>
    </Page>
  );
}

/** Asks whoever signs out of a tool whether to sign out here, too. */
export function SignOutPage({ action, xsrf }: { action: string; xsrf: string }) {
  const { signOut } = texts;
  return (
    <Page title={signOut.title}>
      <div class="tile" aria-hidden="true">
        →
      </div>
      <h1>{signOut.title}</h1>
      <p class="lead">{signOut.lead}</p>
      <form method="post" action={action}>
        <input type="hidden" name="xsrf" value={xsrf} />
        <input type="hidden" name="logout" value="yes" />
        <Button>{signOut.button}</Button>
      </form>
      <p class="hint">
        <a href="/account">{signOut.stay}</a>
      </p>
    </Page>
  );
}
