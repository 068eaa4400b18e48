import type { Channel } from '../slack/state.ts';
import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';
import { Unfurled } from './message.tsx';
import { composingKey } from './sandbox.ts';
import { surfaceOf } from './surfaces.ts';

/** Where one writes: a message, or a command after a slash. */
export function Composer({
  look,
  channel,
  placeholder,
  threadTs,
}: {
  look: Look;
  channel: Channel;
  placeholder: string;
  threadTs?: string;
}) {
  const { manifest } = look.sandbox;
  return (
    <div class="composer">
      <Preview look={look} channel={channel} />
      <Form look={look} action="/sandbox/say" class="composer-form">
        <input type="hidden" name="channel" value={channel.id} />
        {threadTs && <input type="hidden" name="thread" value={threadTs} />}
        <textarea
          name="text"
          rows={1}
          aria-label={placeholder}
          placeholder={placeholder}
          autocomplete="off"
          dir="auto"
          data-composer={threadTs ? 'thread' : 'channel'}
          data-channel={channel.id}
        />
        <button type="submit" class="btn btn-primary btn-icon" aria-label="Send">
          <Icon name="send" />
        </button>
      </Form>
      {threadTs === undefined && (
        <>
          <div class="hints" id="command-hints" role="listbox" aria-label="Commands" hidden>
            {manifest.commands.map((one) => (
              <div
                role="option"
                tabIndex={-1}
                id={`hint-${one.command.slice(1)}`}
                data-command={one.command}
              >
                <b>{one.command}</b> <i>{one.hint}</i> <span>{one.description}</span>
              </div>
            ))}
          </div>
          <Shortcuts look={look} channel={channel} />
        </>
      )}
    </div>
  );
}

function Shortcuts({ look, channel }: { look: Look; channel: Channel }) {
  const { commands, shortcuts } = look.sandbox.manifest;
  return (
    <details class="shortcuts" data-menu>
      <summary class="btn btn-quiet btn-small">
        <Icon name="bolt" /> Shortcuts
      </summary>
      <div class="menu">
        <Form look={look} action="/sandbox/shortcut">
          {shortcuts.map((one) => (
            <button type="submit" name="shortcut" value={one.callbackId}>
              <b>{one.name}</b>
              <small>{one.description}</small>
            </button>
          ))}
        </Form>
        <Form look={look} action="/sandbox/say">
          <input type="hidden" name="channel" value={channel.id} />
          {commands.map((one) => (
            <button type="submit" name="text" value={one.command}>
              <b>{one.command}</b>
              <small>{one.description}</small>
            </button>
          ))}
        </Form>
      </div>
    </details>
  );
}

/** What the app says about a link before it is posted. */
function Preview({ look, channel }: { look: Look; channel: Channel }) {
  const { sandbox, person } = look;
  const composing = sandbox.composing.get(composingKey(person.id, channel.id));
  const unfurls = composing ? sandbox.slack.unfurls('COMPOSER', composing.unfurlId) : {};
  return (
    <div class="preview" role="status">
      {Object.entries(unfurls).map(([url, unfurl]) => (
        <Unfurled url={url} unfurl={unfurl} at={surfaceOf(look, 'composer')} />
      ))}
    </div>
  );
}
