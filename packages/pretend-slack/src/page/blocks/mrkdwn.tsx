import type { Child } from 'hono/jsx';
import { findChannel, findUser } from '../../slack/state.ts';
import { dateInWords } from './dates.ts';
import { type Surface, zoneOf } from './surface.ts';

/**
 * Slack's mrkdwn as elements of the page: bold, italic, strike, code, quotes, links, mentions and
 * dates. All else is text, and never becomes markup of the page.
 * https://docs.slack.dev/messaging/formatting-message-text
 */
export function Mrkdwn({ text, at }: { text: string; at: Surface }) {
  return (
    <>
      {quotes(text).map(({ quoted, lines }) => {
        const content = inline(lines, at);
        return quoted ? <blockquote>{content}</blockquote> : content;
      })}
    </>
  );
}

function quotes(text: string): { quoted: boolean; lines: string }[] {
  const parts: { quoted: boolean; lines: string }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^&gt; ?(.*)$/.exec(line);
    const quoted = quote !== null;
    const shown = quote?.[1] ?? line;
    const last = parts.at(-1);
    if (last?.quoted === quoted) last.lines += `\n${shown}`;
    else parts.push({ quoted, lines: shown });
  }
  return parts;
}

interface Mark {
  readonly shape: RegExp;
  readonly show: (inside: string, at: Surface) => Child;
}

function around(sign: string): RegExp {
  const mark = `\\${sign}`;
  return new RegExp(
    `(?<![\\w${mark}])${mark}(?!\\s)((?:<[^<>]*>|[^${mark}\\n<])+?)(?<!\\s)${mark}(?![\\w${mark}])`,
  );
}

const marks: readonly Mark[] = [
  {
    shape: /```\n?([\s\S]+?)```/,
    show: (inside, at) => <pre class="code-block">{bare(inside, at)}</pre>,
  },
  { shape: /`([^`\n]+)`/, show: (inside, at) => <code>{bare(inside, at)}</code> },
  { shape: /<([^<>]+)>/, show: (inside, at) => sequence(inside, at) },
  { shape: around('*'), show: (inside, at) => <strong>{inline(inside, at)}</strong> },
  { shape: around('_'), show: (inside, at) => <em>{inline(inside, at)}</em> },
  { shape: around('~'), show: (inside, at) => <s>{inline(inside, at)}</s> },
];

function inline(text: string, at: Surface): Child {
  const pieces: Child[] = [];
  let rest = text;
  while (rest !== '') {
    const [first] = marks
      .flatMap(({ shape, show }) => {
        const found = shape.exec(rest);
        return found ? [{ found, show }] : [];
      })
      .sort((a, b) => a.found.index - b.found.index);
    if (!first) break;
    const { found, show } = first;
    pieces.push(plainLines(rest.slice(0, found.index)), show(found[1] ?? '', at));
    rest = rest.slice(found.index + found[0].length);
  }
  pieces.push(plainLines(rest));
  return <>{pieces}</>;
}

/** Inside code only links and mentions mean anything. */
function bare(text: string, at: Surface): Child {
  const parts = text.split(/<([^<>]+)>/);
  return <>{parts.map((part, index) => (index % 2 ? sequence(part, at) : decoded(part)))}</>;
}

function plainLines(text: string): Child {
  const lines = decoded(text).split('\n');
  return (
    <>
      {lines.map((line, index) => (
        <>
          {index > 0 && <br />}
          {line}
        </>
      ))}
    </>
  );
}

function decoded(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** What stands in angle brackets: a mention, a date or a link. */
function sequence(content: string, at: Surface): Child {
  const [target = '', label] = content.split('|', 2);
  if (target.startsWith('@')) return <UserMention id={target.slice(1)} label={label} at={at} />;
  if (target.startsWith('#')) return <ChannelMention id={target.slice(1)} label={label} at={at} />;
  if (target.startsWith('!date^')) return dateText(target, label, at);
  if (target.startsWith('!subteam^'))
    return <span class="mention">{decoded(label ?? '@group')}</span>;
  if (target.startsWith('!')) return <Broadcast range={target.slice(1)} />;
  return <SafeLink url={decoded(target)}>{decoded(label ?? target)}</SafeLink>;
}

/** A mention of a person, by the name that they have now. */
export function UserMention({
  id,
  label,
  at,
}: {
  id: string;
  label?: string | undefined;
  at: Surface;
}) {
  const name = findUser(at.slack, id)?.realName ?? label ?? 'unknown';
  return <span class={id === at.viewer ? 'mention mention-me' : 'mention'}>@{name}</span>;
}

/** A mention of a channel. */
export function ChannelMention({
  id,
  label,
  at,
}: {
  id: string;
  label?: string | undefined;
  at: Surface;
}) {
  return <span class="mention">#{findChannel(at.slack, id)?.name ?? label ?? 'unknown'}</span>;
}

/** A mention of everybody here. */
export function Broadcast({ range }: { range: string }) {
  return <span class="mention mention-all">@{range}</span>;
}

/** A link that opens beside the sandbox; text only when its address isn't one to follow. */
export function SafeLink({ url, children }: { url: string; children: Child }) {
  if (!/^(https?|mailto):/i.test(url)) return <>{children}</>;
  return (
    <a href={url} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function dateText(target: string, fallback: string | undefined, at: Surface): Child {
  const [, seconds = '', format = '', link] = target.split('^');
  const words = /^-?\d{1,12}$/.test(seconds)
    ? dateInWords(Number(seconds), decoded(format), { zone: zoneOf(at), now: at.now })
    : decoded(fallback ?? '');
  return link ? <SafeLink url={decoded(link)}>{words}</SafeLink> : <time>{words}</time>;
}
