export { countFailure } from './event-store.ts';
export { forwardToken, sessionNamedBy } from './forward-token.ts';
export { knownBrowser } from './known-browser.ts';
export { sessionFinder, sessionHandle } from './store.ts';
export type { SignInDeps } from './use-cases/deps.ts';
export {
  endAllSessions,
  endOtherSessions,
  endSession,
  listRecent,
  listSessions,
  openSession,
  signedInWith,
  signOutHere,
} from './use-cases/open.ts';
export { forgetSentLinks } from './use-cases/reset.ts';
export type { AskingBrowser, SignInDone } from './use-cases/sign-in.ts';
export { tellOfNewBrowser, tellOwner } from './use-cases/tell-owner.ts';
