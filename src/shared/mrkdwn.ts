/**
 * Text that Slack shows as it is inside mrkdwn: no mention, channel or link can be made with it.
 * https://docs.slack.dev/messaging/formatting-message-text#escaping
 */
export function escapeMrkdwn(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

/** Text in bold, escaped already; as it is where its own signs would end that, or begin something else. */
export function bold(text: string): string {
  return /[*_~`]/.test(text) ? text : `*${text}*`;
}

/** Signs that Slack would take for its own: all but an underscore within a word. */
const formatting = /[*~`]|(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/u;

/**
 * Somebody's address or name, of which every letter is shown: as code where its signs would mean something. The sign of code
 * itself can't be shown by any means of Slack's; another one that looks like it stands in its place.
 */
export function letters(text: string): string {
  const escaped = escapeMrkdwn(text);
  return formatting.test(text) ? `\`${escaped.replaceAll('`', '\u02cb')}\`` : escaped;
}

/** The same, in bold where that is possible. */
export function boldLetters(text: string): string {
  return formatting.test(text) ? letters(text) : `*${escapeMrkdwn(text)}*`;
}

/** The text as it was typed, of one that Slack has escaped. */
export function unescapeMrkdwn(text: string): string {
  return text.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
}

/** The text as it was typed, of one in which Slack has made <mailto:ana@example.com|ana@example.com> of addresses, too. */
export function asTyped(text: string): string {
  return unescapeMrkdwn(text.replace(/<mailto:([^<>|]+)(?:\|[^<>]*)?>/g, '$1'));
}

/** The text, cut with "…" when it is longer than Slack takes; never through the middle of a character. */
export function cut(text: string, maxLength: number): string {
  if (text.length <= maxLength) return text;
  let kept = '';
  for (const character of text) {
    if (kept.length + character.length > maxLength - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** A moment that Slack shows in the reader's own time zone, e.g. "Nov 29, 2026 at 6:55 PM". */
export function slackDate(moment: Date, format = '{date_short_pretty} at {time}'): string {
  const seconds = Math.floor(moment.getTime() / 1000);
  const fallback = `${moment.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
  return `<!date^${seconds}^${format}|${fallback}>`;
}

/** People by mention, as in "<@U1>, <@U2> or <@U3>". */
export function mentions(userIds: readonly string[]): string {
  return new Intl.ListFormat('en', { type: 'disjunction' }).format(
    userIds.map((userId) => `<@${userId}>`),
  );
}
