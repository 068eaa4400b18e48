import type { Child } from 'hono/jsx';
import type { Json } from '../../slack/state.ts';
import { Element, isGroup } from './elements.tsx';
import { elementId, type Surface } from './surface.ts';

/** An input block: its label, hint and problem are tied to its control. */
export function InputRow({ block, at }: { block: Json; at: Surface }) {
  const element = block.element as Json;
  const name = { blockId: String(block.block_id), actionId: String(element.action_id) };
  const id = elementId(at, name.blockId, name.actionId);
  const hint = (block.hint as { text: string } | undefined)?.text;
  const problem = at.errors[name.blockId];
  const describedBy =
    [problem && `${id}.problem`, hint && `${id}.hint`].filter(Boolean).join(' ') || undefined;
  const title = (
    <>
      {(block.label as { text: string }).text}
      {block.optional === true && <span class="optional"> (optional)</span>}
    </>
  );
  return (
    <Frame id={id} title={title} isGroup={isGroup(element)} describedBy={describedBy}>
      <Element
        element={element}
        name={name}
        at={at}
        dispatches={block.dispatch_action === true}
        describedBy={describedBy}
        invalid={problem !== undefined}
      />
      {problem !== undefined && (
        <p class="problem" id={`${id}.problem`} role="alert">
          {problem}
        </p>
      )}
      {hint !== undefined && (
        <p class="hint" id={`${id}.hint`}>
          {hint}
        </p>
      )}
    </Frame>
  );
}

function Frame(props: {
  id: string;
  title: Child;
  isGroup: boolean;
  describedBy: string | undefined;
  children: Child;
}) {
  if (props.isGroup) {
    return (
      <fieldset class="block input" aria-describedby={props.describedBy}>
        <legend>{props.title}</legend>
        {props.children}
      </fieldset>
    );
  }
  return (
    <div class="block input">
      <label for={props.id}>{props.title}</label>
      {props.children}
    </div>
  );
}
