/** The folders of addresses that let in whoever knows one: /join/…, /reset/… */
export const secretFolders = ['join', 'reset'] as const;
