import { ButtonLink, Page } from './page.tsx';

/**
 * The page for an answer that is not the one asked for: 403, 404, 405, 413, 415, 429 and 5xx. `message` says
 * what to do next; `ref`, for faults of ours, stands in the title as it stands in the log; `button` leads to where one
 * can go on.
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
  const heading = ref === undefined ? title : `${title} (ref ${ref})`;
  return (
    <Page title={heading} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{heading}</h1>
      <p class="lead">{message}</p>
      {button && <ButtonLink href={button.href}>{button.label}</ButtonLink>}
    </Page>
  );
}
