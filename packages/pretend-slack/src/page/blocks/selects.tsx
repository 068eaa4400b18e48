import type { Json } from '../../slack/state.ts';
import type { Choice } from '../script-data.ts';
import { choiceOf, offeredChoices } from './choosing.ts';
import { dispatching, type Held, heldValue, Telling } from './fields.tsx';
import { inputName, pressValue, queryName } from './names.ts';
import { elementId } from './surface.ts';

function placeholderOf(element: Json, otherwise: string): string {
  return (element.placeholder as { text: string } | undefined)?.text ?? otherwise;
}

const fields: Record<string, string> = {
  static: 'selected_option',
  external: 'selected_option',
  users: 'selected_user',
  conversations: 'selected_conversation',
  channels: 'selected_channel',
};

/** What is chosen: options of the app, or ids. */
function chosenIn({ element, name, at }: Held<Json>): Choice[] {
  const type = String(element.type);
  const kind = type.replace(/^multi_/, '').replace(/_select$/, '');
  const field = fields[kind] ?? 'selected_option';
  const many = type.startsWith('multi_');
  const held = heldValue(at, name, many ? `${field}s` : field);
  const list = Array.isArray(held) ? held : held === null ? [] : [held];
  if (field === 'selected_option') return list.map((option: Json) => choiceOf(option));
  const all = offeredChoices(element, at.slack, at.viewer);
  return list.map((id) => all.find((one) => one.value === id) ?? { value: id, text: id });
}

function groupsOf(choices: readonly Choice[]): [string | undefined, Choice[]][] {
  const groups = new Map<string | undefined, Choice[]>();
  for (const choice of choices) {
    groups.set(choice.group, [...(groups.get(choice.group) ?? []), choice]);
  }
  return [...groups];
}

/** A menu of which one thing is chosen. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element */
export function SelectMenu(props: Held<Json>) {
  const { element, name, at, dispatches } = props;
  if (String(element.type).includes('external')) return <Picker {...props} />;
  const [chosen] = chosenIn(props);
  const hint = placeholderOf(element, 'Choose…');
  const option = (choice: Choice) => (
    <option value={choice.value} selected={choice.value === chosen?.value}>
      {choice.description && String(element.type).includes('static')
        ? `${choice.text} – ${choice.description}`
        : choice.text}
    </option>
  );
  return (
    <span class="typed">
      <select
        id={elementId(at, name.blockId, name.actionId)}
        name={inputName(name)}
        aria-label={dispatches ? hint : undefined}
        aria-describedby={props.describedBy}
        aria-invalid={props.invalid ? 'true' : undefined}
        {...dispatching(props)}
      >
        <option value="" selected={!chosen} disabled={dispatches}>
          {hint}
        </option>
        {groupsOf(offeredChoices(element, at.slack, at.viewer)).map(([group, choices]) =>
          group === undefined ? (
            choices.map(option)
          ) : (
            <optgroup label={group}>{choices.map(option)}</optgroup>
          ),
        )}
      </select>
      <Telling {...props} />
    </span>
  );
}

/** A menu of which several things are chosen. https://docs.slack.dev/reference/block-kit/block-elements/multi-select-menu-element */
export function MultiSelectMenu(props: Held<Json>) {
  return <Picker {...props} />;
}

/**
 * A list that opens, to search and tick in. What is searched for in an external select is asked of
 * the app, which takes a press of Find where there is no script.
 */
function Picker(props: Held<Json>) {
  const { element, name, at, dispatches } = props;
  const isExternal = String(element.type).includes('external');
  const chosen = chosenIn(props);
  const found = isExternal ? at.found?.(name.blockId, name.actionId) : undefined;
  const id = elementId(at, name.blockId, name.actionId);
  const hint = placeholderOf(element, 'Choose…');
  const offered = isExternal
    ? (found?.options ?? []).map((option) => choiceOf(option))
    : offeredChoices(element, at.slack, at.viewer);
  return (
    <details
      class="picker"
      data-picker={isExternal ? 'external' : 'local'}
      data-min={isExternal ? String(element.min_query_length ?? 3) : undefined}
      data-find={isExternal ? pressValue(name) : undefined}
      data-keep={id}
      open={found !== undefined}
    >
      <summary
        id={id}
        aria-label={dispatches ? hint : undefined}
        aria-describedby={props.describedBy}
        data-hint={hint}
      >
        {chosen.length > 0 ? chosen.map(({ text }) => <span class="pill">{text}</span>) : hint}
      </summary>
      <div class="panel">
        <div class="search">
          <input
            type="search"
            name={queryName(name)}
            value={found?.query ?? ''}
            aria-label={`Search: ${hint}`}
            placeholder="Type to search"
            autocomplete="off"
          />
          {isExternal && (
            <noscript>
              <button type="submit" class="btn btn-small" name="find" value={pressValue(name)}>
                Find
              </button>
            </noscript>
          )}
        </div>
        <PickList {...props} chosen={chosen} offered={offered} />
        <p class="pick-state soft" role="status">
          {isExternal && found && offered.length === 0 && 'No results'}
        </p>
        {isExternal && (
          <template>
            <Pick {...props} choice={{ value: '', text: '' }} isChosen={false} />
          </template>
        )}
        <Telling {...props} />
      </div>
    </details>
  );
}

/** What can be ticked: first what is chosen already, then what else there is. */
function PickList(props: Held<Json> & { chosen: readonly Choice[]; offered: readonly Choice[] }) {
  const { chosen, offered } = props;
  const others = offered.filter((one) => !chosen.some(({ value }) => value === one.value));
  return (
    <div class="pick-list">
      {groupsOf([...chosen.map(({ group: _, ...one }) => one), ...others]).map(
        ([group, choices]) => (
          <>
            {group !== undefined && <p class="pick-group">{group}</p>}
            {choices.map((choice) => (
              <Pick
                {...props}
                choice={choice}
                isChosen={chosen.some(({ value }) => value === choice.value)}
              />
            ))}
          </>
        ),
      )}
    </div>
  );
}

function Pick(props: Held<Json> & { choice: Choice; isChosen: boolean }) {
  const { element, name, choice, isChosen } = props;
  return (
    <label class="choice">
      <input
        type={String(element.type).startsWith('multi_') ? 'checkbox' : 'radio'}
        name={inputName(name)}
        value={choice.value}
        checked={isChosen}
        data-text={choice.text}
        {...dispatching(props)}
      />
      <span>
        {choice.text}
        {choice.description && <small>{choice.description}</small>}
      </span>
    </label>
  );
}
