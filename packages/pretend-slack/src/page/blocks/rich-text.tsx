import type { RichTextBlock, RichTextBlockElement, RichTextElement } from '@slack/types';
import type { Child } from 'hono/jsx';
import { dateInWords } from './dates.ts';
import { Broadcast, ChannelMention, SafeLink, UserMention } from './mrkdwn.tsx';
import { type Surface, zoneOf } from './surface.ts';

/** https://docs.slack.dev/reference/block-kit/blocks/rich-text-block */
export function RichText({ block, at }: { block: RichTextBlock; at: Surface }) {
  return (
    <div class="block rich-text">
      {block.elements.map((part) => (
        <Part part={part} at={at} />
      ))}
    </div>
  );
}

function Part({ part, at }: { part: RichTextBlockElement; at: Surface }) {
  switch (part.type) {
    case 'rich_text_section':
      return <p>{pieces(part.elements, at)}</p>;
    case 'rich_text_quote':
      return <blockquote>{pieces(part.elements, at)}</blockquote>;
    case 'rich_text_preformatted':
      return <pre class="code-block">{pieces(part.elements, at)}</pre>;
    case 'rich_text_list': {
      const items = part.elements.map((item) => <li>{pieces(item.elements, at)}</li>);
      const depth = `indent-${part.indent ?? 0}`;
      if (part.style === 'bullet') return <ul class={depth}>{items}</ul>;
      // The types of the SDK lack it.
      const { offset = 0 } = part as { offset?: number };
      return (
        <ol class={depth} start={offset + 1}>
          {items}
        </ol>
      );
    }
  }
}

function pieces(elements: readonly RichTextElement[], at: Surface): Child {
  return (
    <>
      {elements.map((element) => (
        <Styled element={element}>{piece(element, at)}</Styled>
      ))}
    </>
  );
}

function piece(element: RichTextElement, at: Surface): Child {
  switch (element.type) {
    case 'text':
      return <span class="plain">{element.text}</span>;
    case 'link':
      return <SafeLink url={element.url}>{element.text || element.url}</SafeLink>;
    case 'user':
      return <UserMention id={element.user_id} at={at} />;
    case 'channel':
      return <ChannelMention id={element.channel_id} at={at} />;
    case 'broadcast':
      return <Broadcast range={element.range} />;
    case 'emoji':
      return emoji(element.unicode) ?? `:${element.name}:`;
    case 'date':
      return dateInWords(element.timestamp, element.format, { zone: zoneOf(at), now: at.now });
    case 'color':
      return element.value;
    case 'team':
      return <span class="mention">@{at.slack.team.name}</span>;
    case 'usergroup':
      return <span class="mention">@{element.usergroup_id}</span>;
  }
}

function emoji(unicode: string | undefined): string | undefined {
  if (!unicode || !/^[0-9a-f]{2,6}(-[0-9a-f]{2,6})*$/i.test(unicode)) return undefined;
  const points = unicode.split('-').map((part) => Number.parseInt(part, 16));
  return points.every((point) => point <= 0x10_ff_ff) ? String.fromCodePoint(...points) : undefined;
}

function Styled({ element, children }: { element: RichTextElement; children: Child }) {
  const style = element.style;
  if (!style) return <>{children}</>;
  let shown = <>{children}</>;
  if ('code' in style && style.code) shown = <code>{shown}</code>;
  if (style.bold) shown = <strong>{shown}</strong>;
  if (style.italic) shown = <em>{shown}</em>;
  if (style.strike) shown = <s>{shown}</s>;
  return shown;
}
