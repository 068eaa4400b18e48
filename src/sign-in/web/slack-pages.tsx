import { ButtonLink, Page } from '../../platform/web/page.tsx';
import { slackButtonTexts, slackRefusedTexts } from '../slack-texts.ts';

/** Why going to Slack came to nothing. */
export type SlackRefused = keyof typeof slackRefusedTexts;

/** The way to Slack above a form, and a line between the two. */
export function SlackWay({ href }: { href: string }) {
  return (
    <div class="slack-way">
      <SlackButton href={href} />
      <p class="or">
        <span>{slackButtonTexts.or}</span>
      </p>
    </div>
  );
}

/** The way to Slack, by Slack's colours. */
export function SlackButton({ href, label }: { href: string; label?: string }) {
  return (
    <ButtonLink href={href} look="other">
      <SlackMark />
      {label ?? slackButtonTexts.button}
    </ButtonLink>
  );
}

/** Four strokes and four dots in Slack's colours. */
function SlackMark() {
  return (
    <svg class="slack-mark" viewBox="0 0 20 20" width="18" height="18" aria-hidden="true">
      <g fill="#36c5f0">
        <rect x="0" y="5.5" width="9" height="3.6" rx="1.8" />
        <rect x="5.5" y="0" width="3.6" height="3.6" rx="1.8" />
      </g>
      <g fill="#2eb67d">
        <rect x="10.9" y="0" width="3.6" height="9" rx="1.8" />
        <rect x="16.4" y="5.5" width="3.6" height="3.6" rx="1.8" />
      </g>
      <g fill="#ecb22e">
        <rect x="10.9" y="10.9" width="9" height="3.6" rx="1.8" />
        <rect x="10.9" y="16.4" width="3.6" height="3.6" rx="1.8" />
      </g>
      <g fill="#e01e5a">
        <rect x="5.5" y="10.9" width="3.6" height="9" rx="1.8" />
        <rect x="0" y="10.9" width="3.6" height="3.6" rx="1.8" />
      </g>
    </svg>
  );
}

/** The page after going to Slack came to nothing: why, and the way on. */
export function SlackRefusedPage({
  reason,
  back,
}: {
  reason: SlackRefused;
  back: { readonly href: string; readonly label: string };
}) {
  const { title, lead } = slackRefusedTexts[reason];
  return (
    <Page title={title} tone="trouble">
      <div class="tile" aria-hidden="true">
        !
      </div>
      <h1>{title}</h1>
      <p class="lead">{lead}</p>
      <ButtonLink href={back.href}>{back.label}</ButtonLink>
    </Page>
  );
}
