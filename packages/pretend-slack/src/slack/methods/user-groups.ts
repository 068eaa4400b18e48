import { flagArgument, neededText } from '../arguments.ts';
import { findUser, type Json, type PretendUserGroup, type SlackState } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';

/** The moment at which every group was made: seconds. */
const made = 1_700_000_000;

/** Who is in a group; whoever is deactivated leaves all. */
function membersOf(state: SlackState, group: PretendUserGroup): string[] {
  return group.members.filter((id) => !findUser(state, id)?.deleted);
}

/** https://docs.slack.dev/reference/objects/usergroup-object */
function groupObject({ state }: World, group: PretendUserGroup, args: Json): Json {
  const { id, name, handle, description = '', isDisabled = false } = group;
  const [owner] = state.users.filter(({ isPrimaryOwner }) => isPrimaryOwner);
  const users = membersOf(state, group);
  return {
    id,
    team_id: state.team.id,
    is_usergroup: true,
    is_subteam: true,
    name,
    description,
    handle,
    is_external: false,
    date_create: made,
    date_update: made,
    date_delete: isDisabled ? made : 0,
    auto_type: null,
    auto_provision: false,
    enterprise_subteam_id: '',
    created_by: owner?.id ?? '',
    updated_by: owner?.id ?? '',
    deleted_by: isDisabled ? (owner?.id ?? '') : null,
    prefs: { channels: [], groups: [] },
    ...(flagArgument(args, 'include_users') && { users }),
    ...(flagArgument(args, 'include_count') && { user_count: users.length }),
  };
}

/** The groups that a call is about: disabled ones only when it asks for them. */
function groupsFor({ state }: World, args: Json): PretendUserGroup[] {
  const withDisabled = flagArgument(args, 'include_disabled');
  return state.userGroups.filter(({ isDisabled }) => withDisabled || !isDisabled);
}

function planHasGroups({ state }: World): boolean {
  return state.team.hasUserGroups !== false;
}

/** https://docs.slack.dev/reference/methods/usergroups.list */
export function listUserGroups(world: World, args: Json): ApiAnswer {
  if (!planHasGroups(world)) return failed('plan_upgrade_required');
  const usergroups = groupsFor(world, args).map((group) => groupObject(world, group, args));
  return { ok: true, usergroups };
}

/** https://docs.slack.dev/reference/methods/usergroups.users.list */
export function listUserGroupMembers(world: World, args: Json): ApiAnswer {
  if (!planHasGroups(world)) return failed('plan_upgrade_required');
  const id = neededText(args, 'usergroup');
  const group = groupsFor(world, args).find((one) => one.id === id);
  if (!group) return failed('no_such_subteam');
  return { ok: true, users: membersOf(world.state, group) };
}
