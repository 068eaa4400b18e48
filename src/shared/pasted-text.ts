/** Full-width forms, small forms and the ideographic space (Unicode charts FF00, FE50, 3000). */
const wideSigns = /[\u3000\uFE50-\uFE6B\uFF01-\uFF5E]/g;

/** Quotes that word processors put before a word; an apostrophe never stands there. */
const openingQuotes = /(^|[\s<([,;])[\u2018\u2019\u201B]+/gu;

/**
 * The text as it was meant, of one that was pasted: without what nobody sees (zero-width and direction signs,
 * soft hyphens: Unicode's Default_Ignorable_Code_Point), and with plain signs for those that word processors
 * and other keyboards put in their place (full-width signs, typographic quotes and hyphens). ASCII is never
 * changed.
 */
export function cleanPasted(text: string): string {
  return text
    .replace(/\p{Default_Ignorable_Code_Point}+/gu, '')
    .replace(wideSigns, (sign) => sign.normalize('NFKC'))
    .normalize('NFC')
    .replace(/[\u3002\uFF61]/g, '.')
    .replace(/[\u201C-\u201F\u00AB\u00BB]/g, '"')
    .replace(openingQuotes, '$1')
    .replace(/[\u2018\u2019\u201B\u02BC\u2032\u00B4]/g, "'")
    .replace(/[\u2010\u2011]/g, '-');
}
