/** The folders of addresses by which whoever knows one may do something: /join/…, /reset/…, /not-me/…, /sign-in-link/… */
export const secretFolders = ['join', 'reset', 'not-me', 'sign-in-link'] as const;
