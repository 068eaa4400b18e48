export { countFailure } from './event-store.ts';
export { forwardToken, sessionNamedBy } from './forward-token.ts';
export { knownBrowser } from './known-browser.ts';
export { type NewPasskey, savePasskey } from './passkey-store.ts';
export { isSessionOpen, sessionFinder, sessionHandle } from './store.ts';
export type { AskingBrowser, SignInDeps, SignInDone } from './use-cases/deps.ts';
export {
  endAllSessions,
  endOtherSessions,
  endOtherSessionsIn,
  endSession,
  listRecent,
  listSessions,
  openSession,
  signedInWith,
  signOutHere,
} from './use-cases/open.ts';
export {
  addPasskey,
  type ListedWaysIn,
  optionsToAdd,
  removePasskey,
  renamePasskey,
  waysInOf,
} from './use-cases/own-passkeys.ts';
export {
  type NoChallenge,
  optionsToCreate,
  type PasskeyOptions,
  readNewPasskey,
  refusedWhereTaken,
} from './use-cases/passkey-challenges.ts';
export { forgetSentLinks } from './use-cases/reset.ts';
export { secondStepOf } from './use-cases/second-step.ts';
export { tellOfNewBrowser, tellOwner } from './use-cases/tell-owner.ts';
