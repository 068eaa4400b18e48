import { isoDay } from './blocks/dates.ts';
import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';
import { PermissionsControl } from './permissions-control.tsx';
import { type Faults, nowOf } from './sandbox.ts';

const day = 86_400_000;

const faultTexts = {
  mailDown: 'Mail server down',
  slackSlow: 'Slack is slow',
  slackBusy: 'Slack rate limit (429)',
} as const satisfies Record<keyof Faults, string>;

/** The levers behind the scenes: time, trouble, what goes over the wire, and a fresh start. */
export function Controls({ look }: { look: Look }) {
  const { sandbox } = look;
  const active = Object.values(sandbox.faults).filter(Boolean).length;
  return (
    <section class="controls" aria-label="Behind the scenes">
      <h2>Behind the scenes</h2>
      <details class="control" name="control" data-keep="clock">
        <summary>
          <Icon name="clock" />
          <span>Clock</span>
          <span class="control-state">{clockState(sandbox)}</span>
        </summary>
        <Form look={look} action="/sandbox/clock">
          <p>{longDay(look)}</p>
          <button type="submit" class="btn btn-small" name="days" value="1">
            Skip a day
          </button>
          <button type="submit" class="btn btn-small" name="days" value="5">
            Skip 5 days
          </button>
          <button type="submit" class="btn btn-small" name="days" value="7">
            Skip a week
          </button>
        </Form>
      </details>
      <details class="control" name="control" data-keep="faults">
        <summary>
          <Icon name="fault" />
          <span>Faults</span>
          {active > 0 && <span class="control-state control-bad">{active} on</span>}
        </summary>
        <Form look={look} action="/sandbox/faults">
          {Object.entries(faultTexts).map(([name, text]) => (
            <button
              type="submit"
              role="switch"
              class="switch"
              name="fault"
              value={name}
              aria-checked={sandbox.faults[name as keyof Faults] ? 'true' : 'false'}
            >
              {text}
            </button>
          ))}
        </Form>
      </details>
      <PermissionsControl look={look} />
      <a
        class="control-link"
        href="/sandbox/inspector"
        aria-current={look.place === '/sandbox/inspector' ? 'page' : undefined}
      >
        <Icon name="inspect" />
        <span>Inspector</span>
      </a>
      <button type="button" class="control-link" popovertarget="start-over">
        <Icon name="again" />
        <span>Start over</span>
      </button>
      <dialog popover="auto" id="start-over" class="confirm" aria-labelledby="start-over-title">
        <h3 id="start-over-title">Start over?</h3>
        <p>This deletes everything in the sandbox.</p>
        <Form look={look} action="/sandbox/start-over" class="confirm-buttons">
          <button
            type="button"
            class="btn"
            popovertarget="start-over"
            popovertargetaction="hide"
            autofocus
          >
            Cancel
          </button>
          <button type="submit" class="btn btn-danger">
            Start over
          </button>
        </Form>
      </dialog>
    </section>
  );
}

function clockState({ clock }: Look['sandbox']): string {
  const days = Math.round(clock.shiftMs / day);
  if (days === 0) return 'today';
  return days === 1 ? '1 day ahead' : `${days} days ahead`;
}

function longDay({ sandbox, person }: Look): string {
  const now = new Date(nowOf(sandbox));
  if (isoDay(now, person.tz) === isoDay(new Date(), person.tz)) return 'Today';
  return new Intl.DateTimeFormat('en-US', { timeZone: person.tz, dateStyle: 'full' }).format(now);
}
