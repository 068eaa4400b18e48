export { type Counts, countsOf, findCounts } from './counts-store.ts';
export { findInvitationPage } from './list-store.ts';
export { type StandingRow, selectAddressStanding, toAddressStanding } from './standing-store.ts';
export type { InvitationDeps } from './use-cases/deps.ts';
export { invitePreapproved, inviteRequested } from './use-cases/invite.ts';
export { decideMany, inviteMany, revokeMany } from './use-cases/invite-many.ts';
export { openInvitation } from './use-cases/join.ts';
export { linkOf } from './use-cases/list.ts';
export { type ManageDeps, replaceLink } from './use-cases/manage.ts';
