import { Button, Monogram, Page } from '../../platform/web/page.tsx';
import { declineTexts, declineWords } from '../texts/join.ts';
import { Sentence } from './dead-link-pages.tsx';

/** Asks the holder of an invite link whether they want to say no. Looking at it changes nothing. */
export function DeclinePage(props: {
  workspaceName: string;
  invitedBy: string;
  email: string;
  /** Where the form goes. */
  action: string;
  joinUrl: string;
}) {
  const { workspaceName, invitedBy, email, action, joinUrl } = props;
  return (
    <Page title={declineTexts.title}>
      <Monogram name={workspaceName} />
      <h1>{declineTexts.title}</h1>
      <p class="lead">
        <Sentence words={declineWords(invitedBy, workspaceName, email)} />
      </p>
      <p class="lead">{declineTexts.whatHappens}</p>
      <form method="post" action={action}>
        <Button busy={declineTexts.busy}>{declineTexts.no}</Button>
      </form>
      <p class="aside">
        <a href={joinUrl}>{declineTexts.join}</a>
      </p>
    </Page>
  );
}
