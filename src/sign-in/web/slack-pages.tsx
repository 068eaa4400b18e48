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
      <g stroke-width="3.6" stroke-linecap="round">
        <path stroke="#36c5f0" d="M1.8 7.3h5.4M7.3 1.8h.01" />
        <path stroke="#2eb67d" d="M12.7 1.8v5.4M18.2 7.3h.01" />
        <path stroke="#ecb22e" d="M12.7 12.7h5.4M12.7 18.2h.01" />
        <path stroke="#e01e5a" d="M7.3 12.7v5.4M1.8 12.7h.01" />
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
