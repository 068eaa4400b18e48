import type {
  Checkboxes,
  ConfirmationDialog,
  Datepicker,
  Option,
  RadioButtons,
  Timepicker,
} from '@slack/types';
import type { Json } from '../../slack/state.ts';
import { ConfirmDialog } from './confirm.tsx';
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

/**
 * Tells the app of a choice where no script does so at once, and holds the question that comes before
 * if the app wants one.
 */
export function Telling({ element, name, at, dispatches }: Held<object>) {
  if (!dispatches) return null;
  const { confirm } = element as { confirm?: ConfirmationDialog };
  const id = confirmId({ element, name, at });
  const press = pressValue(name);
  return (
    <>
      <noscript>
        {confirm ? (
          <button type="button" class="btn btn-small" popovertarget={id}>
            Choose
          </button>
        ) : (
          <button type="submit" class="btn btn-small" name="press" value={press}>
            Choose
          </button>
        )}
      </noscript>
      {confirm && id && <ConfirmDialog id={id} confirm={confirm} press={press} at={at} />}
    </>
  );
}

function confirmId({ element, name, at }: Pick<Held<object>, 'element' | 'name' | 'at'>) {
  return 'confirm' in element && element.confirm
    ? `${elementId(at, name.blockId, name.actionId)}.confirm`
    : undefined;
}

/** What a script needs to know: that a choice is told at once, what that sends, and what is asked before. */
export function dispatching(held: Held<object>) {
  if (!held.dispatches) return {};
  return { 'data-dispatch': pressValue(held.name), 'data-confirm': confirmId(held) };
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
      <Telling {...props} />
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
      <Telling {...props} />
    </span>
  );
}

/** https://docs.slack.dev/reference/block-kit/block-elements/radio-button-group-element, and checkboxes. */
export function Choices(props: Held<RadioButtons | Checkboxes>) {
  const { element, name, at } = props;
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
      <Telling {...props} />
    </div>
  );
}
