import { flagArgument, neededText } from '../arguments.ts';
import { findUser, type Json, type PretendUser } from '../state.ts';
import type { World } from '../world.ts';
import { type ApiAnswer, failed } from './method.ts';
import { pageOf } from './pages.ts';

function zoneOffset(tz: string, now: number): number {
  const parts = new Intl.DateTimeFormat('en', { timeZone: tz, timeZoneName: 'longOffset' });
  const name = parts.formatToParts(now).find((part) => part.type === 'timeZoneName')?.value ?? '';
  const found = /GMT([+-])(\d\d):(\d\d)/.exec(name);
  if (!found) return 0;
  const seconds = Number(found[2]) * 3600 + Number(found[3]) * 60;
  return found[1] === '-' ? -seconds : seconds;
}

function profileOf(world: World, user: PretendUser): Json {
  const mayReadEmail = world.state.scopes.includes('users:read.email');
  return {
    real_name: user.realName,
    real_name_normalized: user.realName,
    display_name: user.displayName ?? user.name,
    display_name_normalized: user.displayName ?? user.name,
    image_72: `https://secure.gravatar.com/avatar/${user.id}.jpg?s=72`,
    team: user.teamId ?? world.state.team.id,
    ...(user.email && mayReadEmail && { email: user.email }),
  };
}

/** A user object. https://docs.slack.dev/reference/objects/user-object */
export function userObject(world: World, user: PretendUser, withLocale: boolean): Json {
  const id = {
    id: user.id,
    team_id: user.teamId ?? world.state.team.id,
    name: user.name,
    deleted: user.deleted ?? false,
    profile: profileOf(world, user),
    is_bot: user.isBot ?? false,
    is_app_user: false,
    updated: 1_700_000_000,
  };
  // Of a deactivated person Slack tells no roles, no zone and no real name outside the profile.
  if (user.deleted) return id;
  return {
    ...id,
    color: '9f69e7',
    real_name: user.realName,
    tz: user.tz,
    tz_label: user.tz,
    tz_offset: zoneOffset(user.tz, world.now()),
    is_admin: user.isAdmin ?? false,
    is_owner: user.isOwner ?? false,
    is_primary_owner: user.isPrimaryOwner ?? false,
    is_restricted: user.isRestricted ?? false,
    is_ultra_restricted: user.isUltraRestricted ?? false,
    is_email_confirmed: user.email !== undefined,
    ...(user.teamId && user.teamId !== world.state.team.id && { is_stranger: true }),
    ...(withLocale && { locale: user.locale ?? 'en-US' }),
  };
}

/** https://docs.slack.dev/reference/methods/users.info */
export function userInfo(world: World, args: Json): ApiAnswer {
  const user = findUser(world.state, neededText(args, 'user'));
  if (!user) return failed('user_not_found');
  return { ok: true, user: userObject(world, user, flagArgument(args, 'include_locale')) };
}

/** https://docs.slack.dev/reference/methods/users.list */
export function listUsers(world: World, args: Json): ApiAnswer {
  const all = world.state.users.filter(
    (user) => !user.teamId || user.teamId === world.state.team.id,
  );
  const page = pageOf(all, args, { usual: all.length, idOf: ({ id }) => id });
  if ('error' in page) return failed(page.error);
  const { items, response_metadata } = page;
  return {
    ok: true,
    members: items.map((user) => userObject(world, user, flagArgument(args, 'include_locale'))),
    cache_ts: Math.floor(world.now() / 1000),
    response_metadata,
  };
}

/** Deactivated people are not found. https://docs.slack.dev/reference/methods/users.lookupByEmail */
export function lookupByEmail(world: World, args: Json): ApiAnswer {
  const email = neededText(args, 'email').toLowerCase();
  const user = world.state.users.find(
    (one) => !one.deleted && !one.isBot && one.email?.toLowerCase() === email,
  );
  return user ? { ok: true, user: userObject(world, user, false) } : failed('users_not_found');
}
