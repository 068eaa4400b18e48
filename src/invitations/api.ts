export { countsOf, findCounts, nextExpiryOf } from './counts-store.ts';
export { findUsedDomains } from './domains-store.ts';
export { findInvitationPage } from './list-store.ts';
export { findOwnInvitation, ownInvitationOf } from './own-store.ts';
export type { InvitationDeps } from './use-cases/deps.ts';
export { decideMany, inviteMany, revokeMany } from './use-cases/invite-many.ts';
export { openInvitation } from './use-cases/join.ts';
export { linkOf } from './use-cases/list.ts';
export { type ManageDeps, replaceLink } from './use-cases/manage.ts';
