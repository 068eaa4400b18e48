export { type OpenSandbox, openSandbox } from './open-sandbox.ts';
export { createPage, type Page, type PageOptions } from './page.tsx';
export type { SandboxTexts } from './sandbox.ts';
export { lifelikeTeam, type SaidBefore } from './team.ts';
export type { Tour, TourAct, TourEvent, TourStep } from './tour.ts';
