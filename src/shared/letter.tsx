import type { Child } from 'hono/jsx';
import { privacyPath, siteTexts, supportPath } from './site-paths.ts';
import { plainWords, type Words } from './words.ts';

/** An email that is ready to be sent: both parts say the same. */
export type Letter = {
  readonly subject: string;
  readonly text: string;
  readonly html: string;
  /** Whose address answers go to; the sender's when undefined. */
  readonly replyTo?: string | undefined;
};

/** What somebody says in words of their own, with whose they are; the lines as `quotedLines` gives them. */
export type Quotation = { readonly by: Words; readonly lines: readonly string[] };

/** What a letter says, once; {@link writeLetter} makes the text part and the HTML part of it. */
export type LetterContent = {
  readonly subject: string;
  /** What inboxes show beside the subject. */
  readonly preheader: string;
  /** Whose letter it is: its first letter stands in a tile above the heading. */
  readonly from: string;
  readonly heading: string;
  readonly paragraphs: readonly (Words | Quotation)[];
  /** The one thing to do. Its address is also written out, for clients that show no buttons. */
  readonly button?: { readonly label: string; readonly url: string };
  /** What else one may do: a plain link below the button. */
  readonly other?: { readonly label: string; readonly url: string };
  /** Facts in pairs, such as `['Your role', 'Member']`. */
  readonly facts?: readonly (readonly [string, string])[];
  /** Small print. */
  readonly notes: readonly string[];
  /** The origin of our pages, for the links at the end. */
  readonly site: string;
};

/** Long enough for two names, short enough for the list of any mail client. */
const maxSubjectLength = 120;

/** Zero-width non-joiner: see {@link unlinked}. */
const nonJoiner = '\u200C';

/**
 * The text on one line: control characters, line breaks and bidirectional overrides become a space or go, so
 * that no header can be injected and nothing can be written backwards. Joiners inside emoji are kept.
 */
export function oneLine(text: string): string {
  return text
    .replace(/[\u202A-\u202E\u2066-\u2069]/g, '')
    .replace(/[\p{Cc}\p{Zl}\p{Zp}\s]+/gu, ' ')
    .trim();
}

/** The text when it fits into `maxLength` characters as people count them, else its start and "…". */
export function shortened(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  const characters = [...new Intl.Segmenter('en').segment(text)].map(({ segment }) => segment);
  // Accents can be piled up on one character without end, so code units are bounded too.
  const maxUnits = maxLength * 8;
  if (characters.length <= maxLength && text.length <= maxUnits) return text;
  let start = '';
  for (const character of characters.slice(0, maxLength - 1)) {
    if (start.length + character.length > maxUnits) break;
    start += character;
  }
  return `${start.trimEnd()}…`;
}

/**
 * A name that mail clients don't turn into a link: `evil.com`, `a@b.com` and `http://…` get a zero-width
 * non-joiner on both sides of `.`, `@`, `:` and `/`. It is chosen over the word joiner and the zero-width
 * space because browsers drop those from host names, but refuse a host name with a non-joiner (UTS #46,
 * CheckJoiners): even a client that links it anyway leads nowhere. For showing only, never for addresses.
 */
export function unlinked(name: string): string {
  return name.replace(/[.@:/]+/g, `${nonJoiner}$&${nonJoiner}`);
}

/** The first letter, digit or emoji of a name in upper case; a dot when it has none. */
export function initial(name: string): string {
  for (const { segment } of new Intl.Segmenter('en').segment(name)) {
    if (/[\p{L}\p{N}\p{Extended_Pictographic}\p{Regional_Indicator}]/u.test(segment)) {
      return segment.toLocaleUpperCase('en');
    }
  }
  return '·';
}

/** Writes both parts of a letter. Everything is escaped; the subject is one line of a sane length. */
export function writeLetter(content: LetterContent): Letter {
  return {
    subject: shortened(oneLine(content.subject), maxSubjectLength),
    text: textPart(content),
    html: `<!doctype html>${String(<LetterPage {...content} />)}`,
  };
}

function textPart(content: LetterContent): string {
  const { heading, paragraphs, button, other, facts = [], notes, site } = content;
  const blocks = [
    heading,
    ...paragraphs.map(plainParagraph),
    ...(button ? [`${button.label}:\n${button.url}`] : []),
    ...(other ? [`${other.label}:\n${other.url}`] : []),
    ...(facts.length > 0 ? [facts.map(([label, value]) => `${label}: ${value}`).join('\n')] : []),
    ...notes,
    siteLinks(site)
      .map(([label, url]) => `${label}: ${url}`)
      .join('\n'),
  ];
  return `${blocks.join('\n\n')}\n`;
}

/** With the sign of what is quoted before each line, so that none can be taken for one of the letter's own. */
function plainParagraph(paragraph: Words | Quotation): string {
  if (!('lines' in paragraph)) return plainWords(paragraph);
  const quoted = paragraph.lines.map((line) => `> ${line}`.trimEnd());
  return [plainWords(paragraph.by), ...quoted].join('\n');
}

function siteLinks(site: string): readonly (readonly [string, string])[] {
  return [
    [siteTexts.privacy, `${site}${privacyPath}`],
    [siteTexts.support, `${site}${supportPath}`],
  ];
}

/*
 * Mail clients drop or rewrite much of CSS: the look is in style attributes (light), and the style element adds
 * the dark scheme where it is understood. Every colour pair keeps its contrast when a client inverts by force.
 * No quotes, < or > inside: JSX would escape them.
 */
const darkScheme = `
:root { color-scheme: light dark; supported-color-schemes: light dark; }
@media (prefers-color-scheme: dark) {
  .page { background-color: #121614 !important; }
  .card { background-color: #1b211e !important; border-color: #313a35 !important; }
  .ink { color: #e9efeb !important; }
  .soft { color: #aeb9b3 !important; }
  .line { border-color: #313a35 !important; }
  .link { color: #86dcb8 !important; }
  .accent { background-color: #86dcb8 !important; color: #05291c !important; }
}
@media (max-width: 480px) {
  .page { padding: 12px 8px !important; }
  .card { padding: 28px 20px !important; }
}
`;

const font =
  'font-family:-apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Helvetica Neue,Arial,sans-serif';
const wrap = 'overflow-wrap:anywhere;word-break:break-word';
const ink = `margin:0;color:#1d2521;${font};${wrap}`;
const soft = `margin:0;color:#56605a;${font};${wrap}`;

function LetterPage(content: LetterContent) {
  const { preheader, from, heading, paragraphs, button, other, facts = [], notes, site } = content;
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width,initial-scale=1" />
        <meta name="color-scheme" content="light dark" />
        <meta name="supported-color-schemes" content="light dark" />
        <meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no" />
        <title>{oneLine(content.subject)}</title>
        <style>{darkScheme}</style>
      </head>
      <body class="page" style="margin:0;padding:0;background-color:#f6f4ef">
        <div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{preheader}</div>
        <Frame>
          <Tile name={from} />
          <h1
            class="ink"
            style={`${ink};padding-top:24px;font-size:24px;line-height:32px;font-weight:700`}
          >
            {heading}
          </h1>
          {paragraphs.map((paragraph) =>
            'lines' in paragraph ? <Quoted {...paragraph} /> : <Paragraph words={paragraph} />,
          )}
          {button && <ButtonLink {...button} />}
          {other && <OtherLink {...other} />}
          {facts.map(([label, value]) => (
            <Fact label={label} value={value} />
          ))}
          <SmallPrint notes={notes} url={button?.url} site={site} />
        </Frame>
      </body>
    </html>
  );
}

/** Outlook on Windows knows no max-width on anything but tables. */
function Frame({ children }: { children: Child }) {
  return (
    <table role="presentation" width="100%" cellpadding="0" cellspacing="0" border={0}>
      <tr>
        <td class="page" align="center" style="padding:32px 12px;background-color:#f6f4ef">
          <table
            role="presentation"
            width="100%"
            cellpadding="0"
            cellspacing="0"
            border={0}
            style="max-width:560px"
          >
            <tr>
              <td
                class="card"
                align="left"
                style="padding:40px;background-color:#ffffff;border:1px solid #e2e0d9;border-radius:16px"
              >
                {children}
              </td>
            </tr>
          </table>
        </td>
      </tr>
    </table>
  );
}

function Tile({ name }: { name: string }) {
  const look = `width:52px;height:52px;background-color:#0f6b4f;border-radius:14px;color:#ffffff;${font};font-size:24px;line-height:52px;font-weight:700`;
  return (
    <table role="presentation" cellpadding="0" cellspacing="0" border={0} aria-hidden="true">
      <tr>
        <td class="accent" align="center" bgcolor="#0f6b4f" style={look}>
          {initial(name)}
        </td>
      </tr>
    </table>
  );
}

function Paragraph({ words }: { words: Words }) {
  return (
    <p class="ink" style={`${ink};padding-top:16px;font-size:16px;line-height:25px`}>
      {words.map((piece) =>
        typeof piece === 'string' ? piece : <strong dir="auto">{piece.strong}</strong>,
      )}
    </p>
  );
}

/** Accents can be piled up on a letter without end: what is outside the lines isn't shown. */
function Quoted({ by, lines }: Quotation) {
  return (
    <>
      <Paragraph words={by} />
      <blockquote
        class="line"
        style="margin:8px 0 0;padding:2px 0 2px 16px;border-left:4px solid #e2e0d9;overflow:hidden"
      >
        {lines.map((line) => (
          <p class="ink" dir="auto" style={`${ink};font-size:16px;line-height:25px`}>
            {line || <br />}
          </p>
        ))}
      </blockquote>
    </>
  );
}

function ButtonLink({ label, url }: { label: string; url: string }) {
  const look = `display:inline-block;padding:14px 28px;color:#ffffff;${font};${wrap};font-size:16px;line-height:22px;font-weight:600;text-decoration:none;border-radius:10px`;
  return (
    <table role="presentation" cellpadding="0" cellspacing="0" border={0} style="margin:28px 0">
      <tr>
        <td
          class="accent"
          align="center"
          bgcolor="#0f6b4f"
          style="background-color:#0f6b4f;border-radius:10px"
        >
          <a class="accent" href={url} style={look}>
            {label}
          </a>
        </td>
      </tr>
    </table>
  );
}

function OtherLink({ label, url }: { label: string; url: string }) {
  return (
    <p class="soft" style={`${soft};padding-bottom:16px;font-size:16px;line-height:24px`}>
      <a class="link" href={url} style="color:#0f6b4f">
        {label}
      </a>
    </p>
  );
}

function Fact({ label, value }: { label: string; value: string }) {
  return (
    <>
      <p class="soft" style={`${soft};padding-top:12px;font-size:13px;line-height:20px`}>
        {label}
      </p>
      <p class="ink" style={`${ink};font-size:16px;line-height:24px`}>
        {value}
      </p>
    </>
  );
}

function SmallPrint({
  notes,
  url,
  site,
}: {
  notes: readonly string[];
  url: string | undefined;
  site: string;
}) {
  const small = `${soft};padding-top:12px;font-size:14px;line-height:21px`;
  return (
    <div class="line" style="margin-top:28px;padding-top:12px;border-top:1px solid #e2e0d9">
      {url && (
        <p class="soft" style={small}>
          Button not working? Copy this link into your browser:
          <br />
          <a class="link" href={url} style="color:#0f6b4f;word-break:break-all">
            {url}
          </a>
        </p>
      )}
      {notes.map((note) => (
        <p class="soft" style={small}>
          {note}
        </p>
      ))}
      <p class="soft" style={small}>
        {siteLinks(site).map(([label, href], index) => (
          <>
            {index > 0 && ' · '}
            <a class="link" href={href} style="color:#0f6b4f">
              {label}
            </a>
          </>
        ))}
      </p>
    </div>
  );
}
