export { checkMessage, checkSuggestions, checkUnfurl } from './check-message.ts';
export { checkView, isViewTooLarge } from './check-view.ts';
export type { Surface } from './surfaces.ts';
