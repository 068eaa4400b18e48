export { forwardToken, sessionNamedBy } from './forward-token.ts';
export { knownBrowser } from './known-browser.ts';
export { type NewPasskey, savePasskey } from './passkey-store.ts';
export { sessionFinder, sessionHandle } from './store.ts';
export type { SignInDeps } from './use-cases/deps.ts';
export {
  endAllSessions,
  endOtherSessions,
  endSession,
  listSessions,
  openSession,
  signedInWith,
  signOutHere,
} from './use-cases/open.ts';
export {
  addPasskey,
  optionsToAdd,
  removePasskey,
  renamePasskey,
  type WaysIn,
  waysInOf,
} from './use-cases/own-passkeys.ts';
export {
  type NoChallenge,
  optionsToCreate,
  type PasskeyOptions,
  readNewPasskey,
} from './use-cases/passkey-challenges.ts';
export { forgetSentLinks } from './use-cases/reset.ts';
export type { AskingBrowser, SignInDone } from './use-cases/sign-in.ts';
export { tellOwner } from './use-cases/tell-owner.ts';
