import type { Child } from 'hono/jsx';
import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';
import { type TourStep, tourSteps } from './memory.ts';

const names = {
  command: 'Type /invite',
  invited: 'Send an invite',
  letter: 'Open the e-mail',
  joined: 'Join',
  home: 'See it in Slack',
} as const satisfies Record<TourStep, string>;

const texts = {
  command: (
    <>
      Type <kbd>/invite</kbd> in the message field below and press Enter.
    </>
  ),
  invited: (
    <>
      Enter an address, <kbd>ana@example.com</kbd> for one, and press <b>Send invite</b>.
    </>
  ),
  letter: (
    <>
      An e-mail is on its way. Open the <a href="/sandbox/mail">Mailbox</a> and read it.
    </>
  ),
  joined: <>Follow the link in the letter, choose a password, and join.</>,
  home: (
    <>
      Back to Slack: open <a href="/sandbox/app">Invites</a> and look at the invitation now.
    </>
  ),
} as const satisfies Record<TourStep, Child>;

/** A short tour in words, which ticks itself off. */
export function Tour({ look }: { look: Look }) {
  const { done, hidden } = look.sandbox.memory.tour;
  if (hidden) return null;
  const next = tourSteps.find((step) => !done.includes(step));
  return (
    <section class="tour" aria-label="Guided tour">
      <div class="tour-text">
        <p>
          {next === undefined ? (
            <>
              <strong>You’re in.</strong> That was all of it. Now try what you like: be Mia, or let
              a week pass.
            </>
          ) : (
            <>
              <strong>{`Step ${tourSteps.indexOf(next) + 1} of ${tourSteps.length}`}</strong>{' '}
              {texts[next]}
            </>
          )}
        </p>
        <ol>
          {tourSteps.map((step) => (
            <li
              class={done.includes(step) ? 'done' : undefined}
              aria-current={step === next ? 'step' : undefined}
            >
              {done.includes(step) && <Icon name="check" />}
              {names[step]}
              {done.includes(step) && <span class="unseen"> (done)</span>}
            </li>
          ))}
        </ol>
      </div>
      <Form look={look} action="/sandbox/tour">
        <button type="submit" class="btn btn-icon" aria-label="Hide the tour">
          <Icon name="close" />
        </button>
      </Form>
    </section>
  );
}
