// Pages that everything else leads to.

/** What is kept about people, and for how long. */
export const privacyPath = '/privacy';
/** Where help is found. */
export const supportPath = '/support';

/** What the links to them are called, wherever they stand. */
export const siteTexts = { privacy: 'Privacy', support: 'Help' } as const;
