import { trimInvisible } from './typed-text.ts';

/**
 * What a Slack team is called, of what Slack says: in one line, without signs that no database, terminal or message can
 * show; the team's id where nothing is left.
 */
export function teamName(said: string | undefined, slackId: string): string {
  const line = (said ?? '').toWellFormed().replace(/\s+/g, ' ');
  return trimInvisible(line.replace(/[\p{Cc}\u202A-\u202E\u2066-\u2069]/gu, '')) || slackId;
}

const longestShown = 60;

/** The name as a terminal may show it: it turns no text around, and fills no screen. */
export function nameOnTerminal(name: string): string {
  const plain = name.replace(/\s+/g, ' ').replace(/[\p{Cc}\p{Bidi_C}]/gu, '');
  const signs = Array.from(new Intl.Segmenter('en').segment(plain), ({ segment }) => segment);
  if (signs.length <= longestShown) return plain;
  return `${signs.slice(0, longestShown - 1).join('')}…`;
}
