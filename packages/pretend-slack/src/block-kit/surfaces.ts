/** Where blocks may stand. An unfurl is the attachment that an app puts under a link. */
export type Surface = 'modal' | 'home' | 'message' | 'unfurl';
