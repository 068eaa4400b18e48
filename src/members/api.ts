export {
  findAccount,
  findAccountOfToken,
  holdAccount,
  lockAccount,
  replacePasswordHash,
  saveAvatar,
  saveDisplayName,
  shutPassword,
} from './account-store.ts';
export {
  type Admin,
  type AdminReader,
  type AskingMember,
  admit,
  admitSignedIn,
  asAdmin,
  asAdminReader,
  asAdminWith,
  asMemberWith,
} from './admin.ts';
export { eraseMember } from './erase-store.ts';
export { findListedMember, findMemberPage, findMembersAt, findMembersBy } from './list-store.ts';
export { lookSoon } from './look-store.ts';
export { type GoneRow, goneLatelyOf, toGone } from './receipt-store.ts';
export {
  findWaysIn,
  forgetSlackUserSince,
  isSlackUserTaken,
  lockLinkedAccount,
  removeSlackLink,
  saveSlackLink,
} from './slack-link-store.ts';
export { memberIdFor, type Nulls, saveMember } from './store.ts';
export {
  type AskSlack,
  close,
  closedDetail,
  counted,
  endEach,
  type InvitationsOfLeavers,
  type MemberDeps,
  onceOnly,
  slackUserOf,
  withSlackUser,
} from './use-cases/manage.ts';
export { avatarOf, membersAmong, whoMayAct } from './use-cases/members.ts';
export { type NewPasswordProblem, readNewPassword } from './use-cases/new-password.ts';
