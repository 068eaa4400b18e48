/** The folders of addresses that let in whoever knows one: /join/…, /reset/…, /link/… */
export const secretFolders = ['join', 'reset', 'link'] as const;
