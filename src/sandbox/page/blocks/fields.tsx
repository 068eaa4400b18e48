import type { Checkboxes, Datepicker, Option, RadioButtons, Timepicker } from '@slack/types';
import type { Json } from '../../slack/state.ts';
import { type ElementName, inputName, pressValue } from './names.ts';
import { elementId, type Surface } from './surface.ts';
import { Text } from './texts.tsx';

/** An element with its place and whether a choice there is told to the app at once. */
export interface Held<Element> {
  element: Element;
  name: ElementName;
  at: Surface;
  dispatches: boolean;
  /** The ids of what describes it: hint and problem. */
  describedBy?: string | undefined;
  invalid?: boolean;
}

/** What an element holds now, under the field of its type. */
export function heldValue(at: Surface, name: ElementName, field: string): unknown {
  return at.values[name.blockId]?.[name.actionId]?.[field] ?? null;
}

/** Tells the app of a choice. Only for browsers without a script: there the choice itself does. */
export function ChooseButton({ name, label = 'Choose' }: { name: ElementName; label?: string }) {
  return (
    <noscript>
      <button type="submit" class="btn btn-small" name="press" value={pressValue(name)}>
        {label}
      </button>
    </noscript>
  );
}

/** What a script needs to know: that a change is told at once, and what that sends. */
export function dispatching({ dispatches, name }: Pick<Held<unknown>, 'dispatches' | 'name'>) {
  return dispatches ? { 'data-dispatch': pressValue(name) } : {};
}

const inputTypes: Record<string, string> = {
  plain_text_input: 'text',
  // Slack's own client checks addresses and numbers, in its own words.
  email_text_input: 'email',
  url_text_input: 'url',
  number_input: 'text',
};

/** https://docs.slack.dev/reference/block-kit/block-elements/plain-text-input-element, and its kin. */
export function TypedInput(props: Held<Json>) {
  const { element, name, at, dispatches } = props;
  const value = heldValue(at, name, 'value');
  const config = element.dispatch_action_config as { trigger_actions_on?: string[] } | undefined;
  const common = {
    id: elementId(at, name.blockId, name.actionId),
    name: inputName(name),
    placeholder: (element.placeholder as { text: string } | undefined)?.text,
    maxlength: element.max_length === undefined ? undefined : Number(element.max_length),
    autofocus: element.focus_on_load === true,
    'aria-describedby': props.describedBy,
    'aria-invalid': props.invalid ? ('true' as const) : undefined,
    dir: 'auto' as const,
    autocomplete: 'off',
    spellcheck: false,
    ...dispatching(props),
    ...(dispatches &&
      config?.trigger_actions_on?.includes('on_character_entered') && { 'data-each': '' }),
  };
  const text = typeof value === 'string' ? value : '';
  return (
    <span class="typed">
      {element.multiline === true ? (
        <textarea {...common} rows={4}>
          {text}
        </textarea>
      ) : (
        <input
          {...common}
          type={inputTypes[String(element.type)] ?? 'text'}
          inputmode={element.type === 'number_input' ? 'decimal' : undefined}
          value={text}
        />
      )}
      {dispatches && <ChooseButton name={name} label="Apply" />}
    </span>
  );
}

/** https://docs.slack.dev/reference/block-kit/block-elements/date-picker-element */
export function DateInput(props: Held<Datepicker | Timepicker>) {
  const { element, name, at, dispatches } = props;
  const isDate = element.type === 'datepicker';
  const value = heldValue(at, name, isDate ? 'selected_date' : 'selected_time');
  return (
    <span class="typed">
      <input
        id={elementId(at, name.blockId, name.actionId)}
        type={isDate ? 'date' : 'time'}
        name={inputName(name)}
        value={typeof value === 'string' ? value : ''}
        aria-label={
          dispatches ? (element.placeholder?.text ?? (isDate ? 'Date' : 'Time')) : undefined
        }
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid ? 'true' : undefined}
        {...dispatching(props)}
      />
      {dispatches && <ChooseButton name={name} />}
    </span>
  );
}

/** https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element, and checkboxes. */
export function Choices(props: Held<RadioButtons | Checkboxes>) {
  const { element, name, at, dispatches } = props;
  const many = element.type === 'checkboxes';
  const held = heldValue(at, name, many ? 'selected_options' : 'selected_option');
  const chosen = ((many ? held : [held]) as (Option | null)[] | null) ?? [];
  const id = elementId(at, name.blockId, name.actionId);
  return (
    <div class="choices">
      {element.options.map((option, index) => (
        <label class="choice">
          <input
            id={index === 0 ? id : undefined}
            type={many ? 'checkbox' : 'radio'}
            name={inputName(name)}
            value={option.value}
            checked={chosen.some((one) => one?.value === option.value)}
            aria-describedby={option.description ? `${id}.d${index}` : undefined}
            {...dispatching(props)}
          />
          <span>
            <Text text={option.text} at={at} />
            {option.description && (
              <small id={`${id}.d${index}`}>
                <Text text={option.description} at={at} />
              </small>
            )}
          </span>
        </label>
      ))}
      {dispatches && <ChooseButton name={name} />}
    </div>
  );
}
