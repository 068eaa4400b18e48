import type { MailboxLetter } from '../mailbox/index.ts';
import { Frame } from './frame.tsx';
import { Icon } from './icons.tsx';
import type { Look } from './look.tsx';
import { MenuButton } from './menu-button.tsx';
import { nowOf } from './sandbox.ts';

/** The parts of a letter that one can look at. */
export type LetterPart = 'html' | 'text' | 'headers';

/** Every letter that arrived, and the one that is open. */
export function MailPage({
  look,
  letter,
  part = 'html',
}: {
  look: Look;
  letter?: MailboxLetter | undefined;
  part?: LetterPart;
}) {
  const { letters } = look.sandbox.mailbox;
  return (
    <Frame look={look} title={letter ? subjectOf(letter) : 'Mailbox'}>
      <header class="place-head mail-head">
        <MenuButton look={look} />
        <h1>
          <Icon name="mail" />
          Mailbox
        </h1>
        <p>Every email the app sends, whoever it’s for</p>
      </header>
      <div class={letter ? 'mail reading' : 'mail'}>
        <LetterList look={look} letters={letters} open={letter} />
        {letter ? (
          <Letter letter={letter} part={part} />
        ) : (
          letters.length > 0 && <p class="soft mail-hint">Select an email to read it.</p>
        )}
      </div>
    </Frame>
  );
}

function subjectOf(letter: MailboxLetter): string {
  return letter.parsed.subject || '(no subject)';
}

function LetterList(props: {
  look: Look;
  letters: readonly MailboxLetter[];
  open: MailboxLetter | undefined;
}) {
  const { look, letters, open } = props;
  const opened = look.sandbox.memory.opened[look.person.id] ?? [];
  if (letters.length === 0) {
    return (
      <div class="mail-empty">
        <Icon name="mail" />
        <p>
          <strong>No email yet</strong>
        </p>
        <p class="soft">{look.sandbox.texts.noLetters}</p>
      </div>
    );
  }
  return (
    <ol class="letters" aria-label="Emails">
      {letters.toReversed().map((letter) => {
        const isNew = !opened.includes(letter.number);
        return (
          <li>
            <a
              href={`/sandbox/mail/${letter.number}`}
              class={isNew ? 'unread' : undefined}
              aria-current={letter.number === open?.number ? 'page' : undefined}
            >
              <span class="letter-to">
                {isNew && <span class="unseen">New: </span>}
                {letter.to}
              </span>
              <time>{whenIn(look, letter.receivedAt)}</time>
              <span class="letter-subject">{subjectOf(letter)}</span>
            </a>
          </li>
        );
      })}
    </ol>
  );
}

function whenIn({ sandbox, person }: Look, moment: Date): string {
  const time = { hour: 'numeric', minute: '2-digit' } as const;
  const isToday = nowOf(sandbox) - moment.getTime() < 12 * 3_600_000;
  const date = { month: 'short', day: 'numeric' } as const;
  return new Intl.DateTimeFormat('en-US', {
    timeZone: person.tz,
    ...(isToday ? time : date),
  }).format(moment);
}

function Letter({ letter, part }: { letter: MailboxLetter; part: LetterPart }) {
  const { parsed, number } = letter;
  const address = `/sandbox/mail/${number}`;
  const parts: readonly (readonly [LetterPart, string])[] = [
    ['html', 'HTML'],
    ['text', 'Text'],
    ['headers', 'Headers'],
  ];
  return (
    <article class="letter" aria-label={subjectOf(letter)}>
      <header>
        <a class="btn btn-icon letter-back" href="/sandbox/mail" aria-label="All emails">
          <Icon name="back" />
        </a>
        <h2>{subjectOf(letter)}</h2>
        <dl>
          <div>
            <dt>From</dt>
            <dd>{parsed.from?.text ?? ''}</dd>
          </div>
          <div>
            <dt>To</dt>
            <dd>{letter.to}</dd>
          </div>
        </dl>
        <nav aria-label="Ways to view this email">
          {parts.map(([name, text]) => (
            <a
              href={name === 'html' ? address : `${address}?part=${name}`}
              aria-current={name === part ? 'page' : undefined}
            >
              {text}
            </a>
          ))}
        </nav>
      </header>
      <LetterBody letter={letter} part={part} />
    </article>
  );
}

function LetterBody({ letter, part }: { letter: MailboxLetter; part: LetterPart }) {
  const { parsed, raw, number } = letter;
  if (part === 'headers') return <pre class="raw">{raw.split(/\r?\n\r?\n/, 1)[0]}</pre>;
  if (part === 'text' || !parsed.html) {
    return <pre class="raw letter-text">{linked(parsed.text ?? '')}</pre>;
  }
  return (
    <iframe
      src={`/sandbox/mail/${number}/html`}
      title="The email as its reader sees it"
      sandbox="allow-popups allow-popups-to-escape-sandbox"
    />
  );
}

function linked(text: string) {
  const parts = text.split(/(https?:\/\/[^\s<>]+)/);
  return parts.map((part, index) =>
    index % 2 ? (
      <a href={part} target="_blank" rel="noopener noreferrer">
        {part}
      </a>
    ) : (
      part
    ),
  );
}
