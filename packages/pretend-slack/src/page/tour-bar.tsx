import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';

/** The tour, as long as nobody has hidden it. */
export function TourBar({ look }: { look: Look }) {
  const { tour, memory } = look.sandbox;
  const { done, hidden } = memory.tour;
  if (hidden || !tour) return null;
  const { steps } = tour;
  const next = steps.find(({ id }) => !done.includes(id));
  return (
    <section class="tour" aria-label="Guided tour">
      <div class="tour-text">
        <p>
          {next === undefined ? (
            tour.end
          ) : (
            <>
              <strong>{`Step ${steps.indexOf(next) + 1} of ${steps.length}`}</strong> {next.text}
            </>
          )}
        </p>
        <ol>
          {steps.map((step) => (
            <li
              class={done.includes(step.id) ? 'done' : undefined}
              aria-current={step === next ? 'step' : undefined}
            >
              {done.includes(step.id) && <Icon name="check" />}
              {step.name}
              {done.includes(step.id) && <span class="unseen"> (done)</span>}
            </li>
          ))}
        </ol>
      </div>
      <Form look={look} action="/sandbox/tour">
        <button type="submit" class="btn btn-icon" aria-label="Hide tour">
          <Icon name="close" />
        </button>
      </Form>
    </section>
  );
}
