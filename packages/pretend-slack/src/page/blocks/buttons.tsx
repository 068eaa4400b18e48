import type { Button, FeedbackButtons, IconButton, Overflow } from '@slack/types';
import { Icon } from '../icons.tsx';
import { ConfirmDialog } from './confirm.tsx';
import { SafeLink } from './mrkdwn.tsx';
import { type ElementName, pressValue } from './names.ts';
import { elementId, type Surface } from './surface.ts';

interface Placed<Element> {
  element: Element;
  name: ElementName;
  at: Surface;
}

const styles = { primary: 'btn btn-primary', danger: 'btn btn-danger' };

/**
 * https://docs.slack.dev/reference/block-kit/block-elements/button-element
 * A button with an address opens it, and tells the app too.
 */
export function ButtonElement({ element, name, at }: Placed<Button>) {
  const press = pressValue(name, element.value);
  const look = element.style ? styles[element.style] : 'btn';
  const label = element.accessibility_label;
  if (element.confirm) {
    const id = `${elementId(at, name.blockId, name.actionId)}.confirm`;
    return (
      <>
        <button type="button" class={look} popovertarget={id} aria-label={label}>
          {element.text.text}
        </button>
        <ConfirmDialog id={id} confirm={element.confirm} press={press} at={at} />
      </>
    );
  }
  if (element.url) {
    return (
      <a
        class={look}
        href={/^https?:/i.test(element.url) ? element.url : undefined}
        target="_blank"
        rel="noopener noreferrer"
        data-press={press}
        aria-label={label}
      >
        {element.text.text}
      </a>
    );
  }
  return (
    <button type="submit" class={look} name="press" value={press} aria-label={label}>
      {element.text.text}
    </button>
  );
}

/** https://docs.slack.dev/reference/block-kit/block-elements/overflow-menu-element */
export function OverflowElement({ element, name, at }: Placed<Overflow>) {
  const id = elementId(at, name.blockId, name.actionId);
  return (
    <details class="overflow" data-menu data-keep={id}>
      <summary class="btn btn-icon" aria-label="More actions">
        <Icon name="more" />
      </summary>
      <div class="menu">
        {element.options.map((option, index) => {
          const press = pressValue(name, option.value);
          const text = option.text.text;
          if (option.url) return <SafeLink url={option.url}>{text}</SafeLink>;
          if (!element.confirm) {
            return (
              <button type="submit" name="press" value={press}>
                {text}
              </button>
            );
          }
          return (
            <>
              <button type="button" popovertarget={`${id}.confirm${index}`}>
                {text}
              </button>
              <ConfirmDialog
                id={`${id}.confirm${index}`}
                confirm={element.confirm}
                press={press}
                at={at}
              />
            </>
          );
        })}
      </div>
    </details>
  );
}

/** https://docs.slack.dev/reference/block-kit/block-elements/feedback-buttons-element */
export function FeedbackElement({ element, name }: Placed<FeedbackButtons>) {
  return (
    <span class="feedback">
      {[element.positive_button, element.negative_button].map((button, index) => (
        <button
          type="submit"
          class="btn btn-quiet"
          name="press"
          value={pressValue(name, button.value)}
          aria-label={button.accessibility_label}
        >
          <Icon name={index === 0 ? 'up' : 'down'} /> {button.text.text}
        </button>
      ))}
    </span>
  );
}

/** https://docs.slack.dev/reference/block-kit/block-elements/icon-button-element */
export function IconButtonElement({ element, name, at }: Placed<IconButton>) {
  const seenBy = element.visible_to_user_ids;
  if (seenBy && !seenBy.includes(at.viewer)) return null;
  const press = pressValue(name, element.value);
  const label = element.accessibility_label ?? element.text.text;
  const id = `${elementId(at, name.blockId, name.actionId)}.confirm`;
  return (
    <>
      <button
        type={element.confirm ? 'button' : 'submit'}
        class="btn btn-icon"
        aria-label={label}
        title={element.text.text}
        {...(element.confirm ? { popovertarget: id } : { name: 'press', value: press })}
      >
        <Icon name="trash" />
      </button>
      {element.confirm && <ConfirmDialog id={id} confirm={element.confirm} press={press} at={at} />}
    </>
  );
}
