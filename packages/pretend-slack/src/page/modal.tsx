import { placedElements } from '../slack/elements.ts';
import type { OpenView } from '../slack/face.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';
import { placeName } from './places.ts';
import { surfaceOf } from './surfaces.ts';

/** The modal that this person has open, if any: the top one of its stack. */
export function ModalRegion({ look }: { look: Look }) {
  const stack = look.sandbox.slack.modals(look.person.id);
  const top = stack.at(-1);
  return top ? <Modal look={look} open={top} depth={stack.length} /> : null;
}

function Modal({ look, open, depth }: { look: Look; open: OpenView; depth: number }) {
  const { view, trouble } = open;
  const place = placeName({ kind: 'modal', viewId: open.id });
  const at = surfaceOf(look, place, open);
  const sendsFiles = placedElements(view.blocks).some(
    ({ element }) => element.type === 'file_input',
  );
  const closes = view.close?.text ?? (depth > 1 ? 'Back' : 'Close');
  return (
    <>
      <div class="scrim" />
      <dialog open class="modal" data-view={open.id} aria-labelledby="modal-title">
        <Form look={look} action="/sandbox/act" sendsFiles={sendsFiles}>
          <input type="hidden" name="place" value={place} />
          {/* What Enter in a field presses. */}
          <button type="submit" name="do" value="submit" hidden disabled={!view.submit} />
          <header>
            {depth > 1 && (
              <button type="submit" name="do" value="close" class="btn btn-icon" aria-label="Back">
                <Icon name="back" />
              </button>
            )}
            <h2 id="modal-title">{view.title.text}</h2>
            <button
              type="submit"
              name="do"
              value="close-all"
              class="btn btn-icon"
              aria-label="Close dialog"
            >
              <Icon name="close" />
            </button>
          </header>
          <div class="modal-body">
            {trouble && (
              <p class="trouble" role="alert">
                {trouble}
              </p>
            )}
            <Blocks blocks={view.blocks} at={at} />
          </div>
          <footer>
            <span class="modal-app">{look.sandbox.slack.state.app.name}</span>
            <button type="submit" name="do" value="close" class="btn">
              {closes}
            </button>
            {view.submit && (
              <button type="submit" name="do" value="submit" class="btn btn-primary">
                {view.submit.text}
              </button>
            )}
          </footer>
        </Form>
      </dialog>
    </>
  );
}
