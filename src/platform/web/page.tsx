import type { Child } from 'hono/jsx';
import type { HtmlEscapedString } from 'hono/utils/html';
import { initial, oneLine } from '../../shared/letter.tsx';
import type { PersonalWords } from '../../shared/password.js';
import { privacyPath, siteTexts, supportPath } from '../../shared/site-paths.ts';
import { type AssetName, assetUrl } from './assets.ts';
import { pageTexts } from './texts.ts';

/** What the page is about: sets the colour of its tile. */
export type Tone = 'calm' | 'good' | 'trouble';

/** Scripts that change what a page begins with: browsers that can show it only then. */
const moves = new Set<AssetName>(['passkeys.js']);

/**
 * A whole HTML document in the look of the product. Holds no inline script or style, because the content
 * security policy forbids them, and nothing that a link preview could show about anybody.
 */
export function Page({
  title,
  children,
  scripts = [],
  tone = 'calm',
  wide = false,
  description,
  indexable = false,
}: {
  title: string;
  children: Child;
  scripts?: readonly AssetName[];
  tone?: Tone;
  /** Two columns where there is room: what it is about, and the form. */
  wide?: boolean;
  /** What the page is for, naming nobody: link previews may show it. */
  description?: string;
  /** Whether search engines may show the page. */
  indexable?: boolean;
}) {
  return (
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        {!indexable && <meta name="robots" content="noindex" />}
        {description !== undefined && <meta name="description" content={description} />}
        <meta name="color-scheme" content="light dark" />
        <meta name="format-detection" content="telephone=no" />
        <title>{oneLine(title)}</title>
        <link rel="icon" type="image/svg+xml" href={assetUrl('favicon.svg')} />
        <link rel="stylesheet" href={assetUrl('style.css')} />
        {scripts.map((name) => (
          // What it folds away or brings is never seen to move.
          <script src={assetUrl(name)} defer blocking={moves.has(name) ? 'render' : undefined} />
        ))}
      </head>
      <body>
        <main class={wide ? 'card wide' : 'card'} data-tone={tone}>
          {children}
        </main>
        <footer>
          <a href={privacyPath}>{siteTexts.privacy}</a>
          <a href={supportPath}>{siteTexts.support}</a>
        </footer>
      </body>
    </html>
  );
}

/** The document as text, with its doctype. Pages hold nothing asynchronous; one that did would throw here. */
export function renderPage(page: HtmlEscapedString | Promise<HtmlEscapedString>): string {
  const html: unknown = page.toString();
  if (typeof html !== 'string' || page instanceof Promise) throw new Error('page is asynchronous');
  return `<!doctype html>${html}`;
}

/** A tile with the first letter of a name, or with a sign. Says nothing to screen readers. */
export function Monogram({ name }: { name: string }) {
  return (
    <div class="tile" aria-hidden="true">
      {initial(name)}
    </div>
  );
}

/** A name of any direction and length inside a sentence, kept from turning the words around it. */
export function Name({ children }: { children: string }) {
  return <bdi class={children.length > 30 ? 'name long' : 'name'}>{oneLine(children)}</bdi>;
}

type FieldProps = {
  label: string;
  /** The name in the form, and the id of the input unless there are several. */
  name: string;
  id?: string;
  type?: 'text' | 'password' | 'file';
  value?: string;
  hint?: Child;
  problem?: string | undefined;
  optional?: boolean;
  autocomplete?:
    | 'name'
    | 'username'
    | 'username webauthn'
    | 'new-password'
    | 'current-password'
    | 'organization'
    | 'one-time-code'
    | 'off';
  /** Which keys a phone shows. */
  inputmode?: 'email' | 'numeric';
  accept?: string;
  minlength?: number;
  readonly?: boolean;
  /** A new password is judged while it is typed: with what others know of whose it is. */
  personal?: PersonalWords;
};

/** What judges a new password in the browser, loaded when somebody is about to choose one. */
const judgeUrls = (['password.js', 'zxcvbn.js', 'zxcvbn-lists.js'] as const)
  .map(assetUrl)
  .join(' ');

/** One labelled input. Its hint and its problem are tied to it, the problem first. */
export function Field(props: FieldProps) {
  const {
    label,
    name,
    id = name,
    type = 'text',
    hint,
    problem,
    optional = false,
    readonly = false,
    personal,
  } = props;
  const describedBy = [problem && `${id}-problem`, hint && `${id}-hint`].filter(Boolean);
  return (
    <div class="field" data-bad={problem ? 'true' : undefined}>
      <label for={id}>
        {label}
        {optional && <span class="optional"> {pageTexts.optional}</span>}
      </label>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {problem && (
        <p class="problem" id={`${id}-problem`}>
          {problem}
        </p>
      )}
      <input
        id={id}
        name={name}
        type={type}
        value={props.value}
        dir={type === 'text' ? 'auto' : undefined}
        required={!optional && !readonly}
        readonly={readonly}
        autocomplete={props.autocomplete}
        autocapitalize={props.autocomplete === 'name' ? 'words' : 'none'}
        inputmode={props.inputmode}
        spellcheck={false}
        accept={props.accept}
        minlength={props.minlength}
        aria-describedby={describedBy.length > 0 ? describedBy.join(' ') : undefined}
        aria-invalid={problem ? 'true' : undefined}
        data-personal={personal && JSON.stringify(personal)}
        data-judge={personal && judgeUrls}
      />
    </div>
  );
}

/**
 * Says at the top of a form what has to be put right, with a link to each field, and takes the focus, so that
 * nobody has to look for it. Problems of the field `form` belong to no input. Nothing when there is no problem.
 */
export function ProblemSummary({
  problems,
  note,
}: {
  problems: Readonly<Partial<Record<string, string>>>;
  /** What else is good to know, such as what has to be typed again. */
  note?: string;
}) {
  const entries = Object.entries(problems).filter(([, text]) => text);
  if (entries.length === 0) return null;
  return (
    <div class="summary" role="alert" tabindex={-1} autofocus>
      <h2>{pageTexts.toCheck(entries.length)}</h2>
      <ul>
        {entries.map(([field, text]) => (
          <li>{field === 'form' ? text : <a href={`#${field}`}>{text}</a>}</li>
        ))}
      </ul>
      {note && <p>{note}</p>}
    </div>
  );
}

/** Says above all of a page that what was sent is refused as a whole, and takes the focus. */
export function Refusal({ title, children }: { title: string; children: Child }) {
  return (
    <div class="summary whole" role="alert" tabindex={-1} autofocus>
      <h2>{title}</h2>
      {children}
    </div>
  );
}

/** A remark that stands out a little. */
export function Notice({ children }: { children: Child }) {
  return <p class="notice">{children}</p>;
}

/** The button that sends the form. While it is being sent, a script may show `busy` instead. */
export function Button({
  children,
  busy,
  look = 'main',
}: {
  children: Child;
  busy?: string;
  /** The one main act of a page, one of several, or one in a line of text. */
  look?: 'main' | 'other' | 'small';
}) {
  const classes = { main: 'button', other: 'button other', small: 'button other small' };
  return (
    <button class={classes[look]} type="submit" data-busy={busy}>
      {children}
    </button>
  );
}

/** A link that looks like a button, for the one next step of a page without a form. */
export function ButtonLink({
  href,
  look = 'main',
  children,
}: {
  href: string;
  look?: 'main' | 'other';
  children: Child;
}) {
  return (
    <a class={look === 'main' ? 'button' : 'button other'} href={href}>
      {children}
    </a>
  );
}

/** Facts in pairs: what it is, and its value. */
export function Facts({ facts }: { facts: readonly (readonly [string, Child])[] }) {
  return (
    <dl class="facts">
      {facts.map(([label, value]) => (
        <div>
          <dt>{label}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
