import type { ConfirmationDialog } from '@slack/types';
import type { Surface } from './surface.ts';
import { Text } from './texts.tsx';

/**
 * The question before something is done. A popover, so that it opens, closes with Escape and takes the
 * focus without any script; its yes is what the form sends.
 */
export function ConfirmDialog({
  id,
  confirm,
  press,
  at,
}: {
  id: string;
  confirm: ConfirmationDialog;
  /** What the yes sends as `press`. */
  press: string;
  at: Surface;
}) {
  return (
    <dialog popover="auto" id={id} class="confirm" aria-labelledby={`${id}.title`}>
      <h3 id={`${id}.title`}>{confirm.title?.text ?? 'Are you sure?'}</h3>
      <div class="confirm-text">
        <Text text={confirm.text} at={at} />
      </div>
      <div class="confirm-buttons">
        <button type="button" class="btn" popovertarget={id} popovertargetaction="hide" autofocus>
          {confirm.deny?.text ?? 'Cancel'}
        </button>
        <button
          type="submit"
          class={confirm.style === 'danger' ? 'btn btn-danger' : 'btn btn-primary'}
          name="press"
          value={press}
        >
          {confirm.confirm?.text ?? 'Yes'}
        </button>
      </div>
    </dialog>
  );
}
