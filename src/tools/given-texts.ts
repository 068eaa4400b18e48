/** The field with which tools are given to somebody. */
export const toolsFieldTexts = {
  label: 'Tools',
  hint: (forAll: readonly string[]) => `All members get these anyway: ${toolNamesText(forAll)}.`,
  placeholder: 'Choose tools',
} as const;

/** So many names are read at a glance. */
const maxNamed = 8;

/** Which names of tools are told, and how many more there are. */
export function namedTools(names: readonly string[]): { shown: readonly string[]; more: number } {
  const shown = names.length > maxNamed + 1 ? names.slice(0, maxNamed) : names;
  return { shown, more: names.length - shown.length };
}

/** Behind the names that are told. */
export function moreToolsText(more: number): string {
  return `${more} more`;
}

/** Names of tools in a line; of many only the first. */
export function toolNamesText(names: readonly string[]): string {
  const { shown, more } = namedTools(names);
  return [...shown, ...(more > 0 ? [moreToolsText(more)] : [])].join(', ');
}

/** What a member can open, on pages and in Home. */
export const ownToolsTexts = {
  title: 'Your tools',
  /** Text for mrkdwn. */
  open: '*Your tools.* Open them with your team account:',
} as const;
