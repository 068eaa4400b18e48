import type { FileInput } from '@slack/types';
import type { Json } from '../../slack/state.ts';
import { type Held, heldValue } from './fields.tsx';
import { inputName } from './names.ts';
import { elementId } from './surface.ts';

/**
 * Files to choose. A browser never shows again what was chosen, so files that are there already stand above, to be kept
 * or left out. https://docs.slack.dev/reference/block-kit/block-elements/file-input-element
 */
export function FileField(props: Held<FileInput>) {
  const { element, name, at } = props;
  const held = (heldValue(at, name, 'files') ?? []) as Json[];
  const kept = at.slack.files.filter(({ id }) => held.some((one) => one.id === id));
  return (
    <div class="choices">
      {kept.map((file) => (
        <label class="choice">
          <input type="checkbox" name={inputName(name)} value={file.id} checked />
          <span>{file.name}</span>
        </label>
      ))}
      <span class="typed">
        <input
          id={elementId(at, name.blockId, name.actionId)}
          type="file"
          name={inputName(name)}
          multiple={element.max_files !== 1}
          accept={element.filetypes?.map((ending) => `.${ending}`).join(',')}
          aria-describedby={props.describedBy}
          aria-invalid={props.invalid ? 'true' : undefined}
        />
      </span>
    </div>
  );
}
