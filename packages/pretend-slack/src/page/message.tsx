import type { AnyBlock, MessageAttachment } from '@slack/types';
import type { Child } from 'hono/jsx';
import { findUser, type PretendUser } from '../slack/state.ts';
import { Blocks } from './blocks/blocks.tsx';
import { Mrkdwn, SafeLink } from './blocks/mrkdwn.tsx';
import type { Surface } from './blocks/surface.ts';
import { Icon } from './icons.tsx';
import { Form, type Look } from './look.tsx';
import { Avatar } from './person.tsx';
import { placeName } from './places.ts';
import type { Said } from './reading.ts';
import { surfaceOf } from './surfaces.ts';

interface Shown {
  text: string;
  blocks?: readonly AnyBlock[];
  attachments?: readonly MessageAttachment[];
}

function authorOf(said: Said, look: Look): PretendUser | undefined {
  const { state } = look.sandbox.slack;
  if (said.kind === 'message') return findUser(state, said.message.user);
  const { from } = said.ephemeral;
  return findUser(state, from === 'app' ? state.app.botUserId : 'USLACKBOT');
}

/** One message as this person sees it. */
export function MessageRow({ said, look, replies }: { said: Said; look: Look; replies?: Child }) {
  const author = authorOf(said, look);
  if (!author) return null;
  const isEphemeral = said.kind === 'ephemeral';
  const place =
    said.kind === 'message'
      ? placeName({ kind: 'message', channel: said.message.channel, ts: said.ts })
      : placeName({ kind: 'ephemeral', id: said.ephemeral.id });
  const at = surfaceOf(look, place);
  const shown = said.kind === 'message' ? said.message : said.ephemeral;
  return (
    <li class={isEphemeral ? 'message ephemeral' : 'message'} id={`m${said.ts}`}>
      <Avatar user={author} />
      <article aria-label={`${author.realName}, ${timeOf(said.ts, look)}`}>
        {isEphemeral && (
          <p class="only-you">
            <Icon name="eye" /> Only visible to you
          </p>
        )}
        <p class="byline">
          <strong>{author.realName}</strong>
          {author.isBot && <span class="app-mark">APP</span>}
          <time>{timeOf(said.ts, look)}</time>
        </p>
        <Form look={look} action="/sandbox/act" class="message-body">
          <input type="hidden" name="place" value={place} />
          <button type="submit" disabled hidden />
          <Content shown={shown} at={at} />
          {said.kind === 'message' && said.message.edited && <small class="soft">(edited)</small>}
          {said.kind === 'message' &&
            Object.entries(said.message.unfurls).map(([url, unfurl]) => (
              <Unfurled url={url} unfurl={unfurl} at={at} />
            ))}
        </Form>
        {replies}
      </article>
    </li>
  );
}

/** A moment of Slack's as a time of day for this person. */
function timeOf(ts: string, { person }: Look): string {
  return new Intl.DateTimeFormat('en-US', {
    timeZone: person.tz,
    hour: 'numeric',
    minute: '2-digit',
  }).format(new Date(Number(ts) * 1000));
}

function Content({ shown, at }: { shown: Shown; at: Surface }) {
  return (
    <>
      {shown.blocks && shown.blocks.length > 0 ? (
        <Blocks blocks={shown.blocks} at={at} />
      ) : (
        shown.text !== '' && (
          <div class="text">
            <Mrkdwn text={shown.text} at={at} />
          </div>
        )
      )}
      {shown.attachments?.map((attachment) => (
        <Attached attachment={attachment} at={at} />
      ))}
    </>
  );
}

/** What the app put under a link. */
export function Unfurled({
  url,
  unfurl,
  at,
}: {
  url: string;
  unfurl: MessageAttachment;
  at: Surface;
}) {
  return (
    <div class="unfurl">
      <p class="unfurl-from">
        <SafeLink url={url}>{new URL(url).host}</SafeLink>
      </p>
      <Attachment attachment={unfurl} at={at} />
    </div>
  );
}

function Attached({ attachment, at }: { attachment: MessageAttachment; at: Surface }) {
  return (
    <div class="unfurl">
      <Attachment attachment={attachment} at={at} />
    </div>
  );
}

function Attachment({ attachment, at }: { attachment: MessageAttachment; at: Surface }) {
  const { blocks, title, text, fallback } = attachment;
  if (blocks) return <Blocks blocks={blocks} at={at} />;
  const said = text ?? (title ? undefined : fallback);
  return (
    <>
      {title && <strong>{title}</strong>}
      {said && (
        <div class="text">
          <Mrkdwn text={said} at={at} />
        </div>
      )}
    </>
  );
}
