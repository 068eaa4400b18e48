import type { PretendUser, SlackState } from '../slack/state.ts';
import { Icon } from './icons.tsx';

/** Slack's word for what somebody is in the team. */
export function rankOf(user: PretendUser): string {
  if (user.isOwner) return 'Owner';
  if (user.isAdmin) return 'Admin';
  return user.isRestricted || user.isUltraRestricted ? 'Guest' : 'Member';
}

/** The people whom one can be here. */
export function playable(state: SlackState): PretendUser[] {
  return state.users.filter((user) => !user.isBot && !user.deleted && user.id !== 'USLACKBOT');
}

/** A person's tile: the first letter on a colour of their own. */
export function Avatar({ user, size = 'm' }: { user: PretendUser; size?: 's' | 'm' | 'l' }) {
  if (user.isBot) {
    return (
      <span class={`avatar avatar-${size} avatar-app`} aria-hidden="true">
        <Icon name="mail" />
      </span>
    );
  }
  const hue = [...user.name].reduce((sum, letter) => (sum * 6 + letter.charCodeAt(0)) % 997, 2) % 6;
  return (
    <span class={`avatar avatar-${size} hue-${hue}`} aria-hidden="true">
      {[...user.realName][0]}
    </span>
  );
}
