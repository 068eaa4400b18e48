import { ButtonLink, Page } from './page.tsx';
import { pageTexts } from './texts.ts';

/**
 * The page for an answer that is not the one asked for: 403, 404, 405, 413, 415, 429 and 5xx. `message` says
 * what to do next; `ref`, for faults of ours, stands below as it stands in the log; `button` leads to where one can go
 * on.
 */
export function StatusPage({
  title,
  message,
  ref,
  button,
}: {
  title: string;
  message: string;
  ref?: string | undefined;
  button?: { readonly label: string; readonly href: string } | undefined;
}) {
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{title}</h1>
      <p class="lead">{message}</p>
      {button && <ButtonLink href={button.href}>{button.label}</ButtonLink>}
      {ref !== undefined && <p class="hint">{pageTexts.reference(ref)}</p>}
    </Page>
  );
}
